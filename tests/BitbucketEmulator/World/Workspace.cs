namespace BitbucketEmulator;

internal sealed class Workspace(string uuid, string slug, string name)
{
    public string Uuid { get; } = uuid;

    public string Slug { get; } = slug;

    public string Name { get; } = name;

    public List<EmulatedProject> Projects { get; } = [];

    public List<EmulatedRepository> Repositories { get; } = [];

    public EmulatedVariableStore Variables { get; } = new($"workspace/{slug}", $"account {uuid}");

    public List<EmulatedRunner> Runners { get; } = [];

    public bool IsNamed(string slugOrUuid) => slugOrUuid.Equals(Slug, StringComparison.OrdinalIgnoreCase) || slugOrUuid == Uuid;
}
