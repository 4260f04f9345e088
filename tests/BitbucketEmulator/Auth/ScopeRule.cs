namespace BitbucketEmulator;

/// <summary>
/// The scopes one operation asks for, in both vocabularies: one row of table 1.1. Granular scopes never imply one another;
/// classic ones do.
/// </summary>
internal sealed record ScopeRule(string? Classic, params string[] Granular)
{
    public static readonly ScopeRule None = new(Classic: null);
    public static readonly ScopeRule ReadUser = new("account", "read:user");
    public static readonly ScopeRule ReadWorkspace = new(null, "read:workspace");
    public static readonly ScopeRule ReadProject = new("project", "read:project");
    public static readonly ScopeRule ReadRepository = new("repository", "read:repository");
    public static readonly ScopeRule AdminRepository = new("repository:admin", "admin:repository");
    public static readonly ScopeRule ReadPullRequest = new("pullrequest", "read:pullrequest");
    public static readonly ScopeRule ReadPipeline = new("pipeline", "read:pipeline");
    public static readonly ScopeRule WritePipeline = new("pipeline:write", "write:pipeline");
    public static readonly ScopeRule AdminPipeline = new("pipeline:variable", "admin:pipeline");

    /// <summary>Create, change, delete an environment: table 1.1 prints <c>pipeline</c> for the classic scope.</summary>
    public static readonly ScopeRule AdminEnvironment = new("pipeline", "admin:pipeline");

    /// <summary>The deprecated variables of /teams/ and /users/ know no granular scopes.</summary>
    public static readonly ScopeRule ReadAccountVariables = new("pipeline");
    public static readonly ScopeRule WriteAccountVariables = new("pipeline:variable");

    public static readonly ScopeRule ReadRunner = new("runner", "read:runner");
    public static readonly ScopeRule WriteRunner = new("runner:write", "write:runner");
    public static readonly ScopeRule ReadWriteRunner = new("runner:write", "write:runner", "read:runner");

    /// <summary>
    /// Create a run, create or change a schedule. Table 1.1 prints <c>pipeline</c> for the run, but the narrative says that running
    /// needs <c>pipeline:write</c>, and the granular pair agrees.
    /// </summary>
    public static readonly ScopeRule RunPipeline = new("pipeline:write", "read:pipeline", "write:pipeline");

    private static readonly Dictionary<string, string[]> s_implied = new()
    {
        ["pipeline:variable"] = ["pipeline:write", "pipeline"],
        ["pipeline:write"] = ["pipeline"],
        ["repository:write"] = ["repository"],
        ["pullrequest:write"] = ["pullrequest", "repository:write", "repository"],
        ["pullrequest"] = ["repository"],
        ["account:write"] = ["account"],
        ["runner:write"] = ["runner"],
    };

    /// <summary>The scopes that a credential of this kind must have, in its own vocabulary.</summary>
    public IEnumerable<string> RequiredFor(bool granular) => granular ? Granular.Select(Full) : Classic is null ? [] : [Classic];

    public bool AllowedTo(Credential credential) => credential.Granular
        ? Granular.All(credential.Scopes.Contains)
        : Classic is null || credential.Scopes.Any(scope => scope == Classic || Implies(scope, Classic));

    public static string Full(string granular) => granular + ":bitbucket";

    /// <summary>A scope as a test may write it, with or without the suffix, as this project keeps it.</summary>
    public static string Short(string scope) =>
        scope.EndsWith(":bitbucket", StringComparison.Ordinal) ? scope[..^":bitbucket".Length] : scope;

    private static bool Implies(string scope, string wanted) =>
        s_implied.TryGetValue(scope, out string[]? implied) && implied.Contains(wanted);
}
