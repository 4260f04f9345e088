namespace BitbucketPipelines.Api.Variables;

/// <summary>A scope of variables and its API path. The API itself spells the paths with hyphens or underscores.</summary>
internal sealed record VariableScope
{
    private VariableScope(VariableScopeKind kind) => Kind = kind;

    /// <summary>The kind of scope.</summary>
    public VariableScopeKind Kind { get; }

    /// <summary>The repository; null unless the scope is a repository or an environment.</summary>
    public RepositoryId? Repository { get; private init; }

    /// <summary>The name of the environment, or its uuid if the name is unknown.</summary>
    public string? Environment { get; private init; }

    /// <summary>The uuid of the environment, in braces.</summary>
    public string? EnvironmentUuid { get; private init; }

    /// <summary>The workspace.</summary>
    public string? Workspace { get; private init; }

    /// <summary>The name of the team, or the uuid of the user.</summary>
    public string? Account { get; private init; }

    /// <summary>The path of the list. The path of a variable adds its uuid.</summary>
    internal FormattableString Path => Kind switch
    {
        VariableScopeKind.Repository => $"repositories/{Repository!.Workspace}/{Repository.Slug}/pipelines_config/variables",
        VariableScopeKind.Environment =>
            $"repositories/{Repository!.Workspace}/{Repository.Slug}/deployments_config/environments/{EnvironmentUuid}/variables",
        VariableScopeKind.Workspace => $"workspaces/{Workspace}/pipelines-config/variables",
        VariableScopeKind.Team => $"teams/{Account}/pipelines_config/variables",
        _ => $"users/{Account}/pipelines_config/variables",
    };

    /// <summary>Variables of a repository.</summary>
    public static VariableScope OfRepository(RepositoryId repository) => new(VariableScopeKind.Repository) { Repository = repository };

    /// <summary>Variables of a deployment environment.</summary>
    public static VariableScope OfEnvironment(RepositoryId repository, string uuid, string? name) =>
        new(VariableScopeKind.Environment) { Repository = repository, EnvironmentUuid = uuid, Environment = name ?? uuid };

    /// <summary>Variables of a workspace.</summary>
    public static VariableScope OfWorkspace(string workspace) => new(VariableScopeKind.Workspace) { Workspace = workspace };

    /// <summary>Variables of a team (deprecated).</summary>
    public static VariableScope OfTeam(string name) => new(VariableScopeKind.Team) { Account = name };

    /// <summary>Variables of a user (deprecated).</summary>
    public static VariableScope OfUser(string uuid) => new(VariableScopeKind.User) { Account = RepositoryId.Braced(uuid) };

    /// <summary>The scope in words: <c>acme/widgets</c>, <c>acme/widgets (Production)</c>, <c>workspace acme</c>.</summary>
    public override string ToString() => Kind switch
    {
        VariableScopeKind.Repository => Repository!.ToString(),
        VariableScopeKind.Environment => $"{Repository} ({Environment})",
        VariableScopeKind.Workspace => $"workspace {Workspace}",
        VariableScopeKind.Team => $"team {Account}",
        _ => $"user {Account}",
    };
}
