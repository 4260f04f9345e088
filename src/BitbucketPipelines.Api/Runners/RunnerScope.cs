namespace BitbucketPipelines.Api;

/// <summary>The repository or workspace that runners belong to.</summary>
internal sealed record RunnerScope
{
    private RunnerScope()
    {
    }

    /// <summary>The repository; null for a workspace.</summary>
    public RepositoryId? Repository { get; private init; }

    public string Workspace { get; private init; } = "";

    /// <summary>The path of the list. The path of a runner is below it.</summary>
    internal FormattableString Path => Repository switch
    {
        null => $"workspaces/{Workspace}/pipelines-config/runners",
        { } repository => $"repositories/{repository.Workspace}/{repository.Slug}/pipelines-config/runners",
    };

    /// <summary>The runners of a repository.</summary>
    public static RunnerScope OfRepository(RepositoryId repository)
    {
        return new RunnerScope { Repository = repository, Workspace = repository.Workspace };
    }

    /// <summary>The runners of a workspace.</summary>
    public static RunnerScope OfWorkspace(string workspace) => new() { Workspace = workspace };

    /// <summary>The scope for display, such as <c>acme/widgets</c> or <c>workspace acme</c>.</summary>
    public override string ToString() => Repository?.ToString() ?? $"workspace {Workspace}";
}
