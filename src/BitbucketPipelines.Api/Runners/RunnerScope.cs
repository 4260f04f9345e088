namespace BitbucketPipelines.Api;

/// <summary>Whose runners: a repository's or a workspace's.</summary>
internal sealed record RunnerScope
{
    private RunnerScope()
    {
    }

    /// <summary>The repository, or null for a workspace.</summary>
    public RepositoryId? Repository { get; private init; }

    /// <summary>The workspace.</summary>
    public string Workspace { get; private init; } = "";

    /// <summary>The path of the list. A runner is below it, by its uuid.</summary>
    internal FormattableString Path => Repository switch
    {
        null => $"workspaces/{Workspace}/pipelines-config/runners",
        { } repository => $"repositories/{repository.Workspace}/{repository.Slug}/pipelines-config/runners",
    };

    /// <summary>Runners of a repository.</summary>
    public static RunnerScope OfRepository(RepositoryId repository)
    {
        return new RunnerScope { Repository = repository, Workspace = repository.Workspace };
    }

    /// <summary>Runners of a workspace.</summary>
    public static RunnerScope OfWorkspace(string workspace) => new() { Workspace = workspace };

    /// <summary>In words: <c>acme/widgets</c>, <c>workspace acme</c>.</summary>
    public override string ToString() => Repository?.ToString() ?? $"workspace {Workspace}";
}
