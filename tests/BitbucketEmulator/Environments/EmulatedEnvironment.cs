namespace BitbucketEmulator;

/// <summary>A deployment environment of a repository, with its variables.</summary>
internal sealed class EmulatedEnvironment(EmulatedRepository repository, string uuid, string name, string type)
{
    /// <summary>The types of environment, in the order of their ranks.</summary>
    public static readonly string[] KnownTypes = ["Test", "Staging", "Production"];

    public string Uuid { get; } = uuid;

    public string Name { get; private set; } = name;

    public string Type { get; } = type;

    public bool AdminOnly { get; set; }

    /// <summary>The time from which the list contains the environment. Before it, the list lags behind.</summary>
    public DateTimeOffset ListedFrom { get; init; } = DateTimeOffset.MinValue;

    public string Slug => new([.. Name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')]);

    public int TypeRank => Array.IndexOf(KnownTypes, Type);

    public EmulatedVariableStore Variables { get; } = new(
        $"environment/{repository.FullName}/{name}", $"account {repository.Workspace.Uuid}, environment {uuid}");

    public void Rename(string newName)
    {
        Name = newName;
        Variables.Scope = $"environment/{repository.FullName}/{newName}";
    }
}
