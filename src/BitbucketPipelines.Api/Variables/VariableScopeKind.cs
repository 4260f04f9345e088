namespace BitbucketPipelines.Api.Variables;

/// <summary>The kinds of scopes that have variables.</summary>
internal enum VariableScopeKind
{
    /// <summary>A repository.</summary>
    Repository,

    /// <summary>A deployment environment of a repository.</summary>
    Environment,

    /// <summary>A workspace.</summary>
    Workspace,

    /// <summary>A team: deprecated by Bitbucket in favour of the workspace.</summary>
    Team,

    /// <summary>A user: deprecated by Bitbucket in favour of the workspace.</summary>
    User,
}
