namespace BitbucketEmulator;

internal sealed class Workspace(string uuid, string slug, string name)
{
    public string Uuid { get; } = uuid;

    public string Slug { get; } = slug;

    public string Name { get; } = name;

    public List<Repository> Repositories { get; } = [];

    public VariableStore Variables { get; } = new($"workspace/{slug}", $"account {uuid}");

    public List<Runner> Runners { get; } = [];

    public bool IsNamed(string slugOrUuid) => slugOrUuid.Equals(Slug, StringComparison.OrdinalIgnoreCase) || slugOrUuid == Uuid;
}
