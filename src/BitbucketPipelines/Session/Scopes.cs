namespace BitbucketPipelines;

/// <summary>
/// Token scopes. Classic scopes (<c>pipeline:write</c>; access tokens, OAuth) include the lower scopes of the same resource. Granular
/// scopes (<c>write:pipeline:bitbucket</c>; API tokens) never include one another.
/// </summary>
internal static class Scopes
{
    private static readonly Dictionary<string, string[]> s_implied = new(StringComparer.Ordinal)
    {
        ["pipeline:variable"] = ["pipeline:write", "pipeline"],
        ["pipeline:write"] = ["pipeline"],
        ["repository:admin"] = ["repository"],
        ["repository:write"] = ["repository"],
        ["pullrequest:write"] = ["pullrequest", "repository:write", "repository"],
        ["pullrequest"] = ["repository"],
        ["runner:write"] = ["runner"],
    };

    /// <summary>The groups of cmdlets with the classic and granular scopes that each group requires.</summary>
    public static IReadOnlyList<(string Group, string Cmdlets, string[] Classic, string[] Granular)> Groups { get; } =
    [
        ("runs, read", "Get-BbPipeline, Wait-BbPipeline, Get-BbStep, Get-BbStepLog", ["pipeline"], ["read:pipeline:bitbucket"]),
        ("runs, start and stop", "Invoke-BbPipeline, Stop-BbPipeline, Resume-BbPipeline", ["pipeline:write"],
        ["read:pipeline:bitbucket", "write:pipeline:bitbucket"]),
        ("repositories",
        "Get-BbRepository, Invoke-BbPipeline without -Branch, Publish-BbReport, Get-BbCommitStatus, Set-BbCommitStatus", ["repository"],
        ["read:repository:bitbucket"]),
        ("pull requests", "Invoke-BbPipeline -PullRequest", ["pullrequest", "pipeline:write"],
        ["read:pullrequest:bitbucket", "read:pipeline:bitbucket", "write:pipeline:bitbucket"]),
        ("variables, read", "Get-BbVariable, Export-BbVariable, Compare-BbVariable, Find-BbVariable", ["pipeline"],
        ["read:pipeline:bitbucket"]),
        ("variables, write", "Set-BbVariable, Remove-BbVariable, Import-BbVariable, Copy-BbVariable, Sync-BbVariable",
        ["pipeline:variable"], ["read:pipeline:bitbucket", "admin:pipeline:bitbucket"]),
        ("tests", "Get-BbTestReport, Get-BbTestCase, Get-BbTestCaseReason", ["pipeline"], ["read:pipeline:bitbucket"]),
        ("caches, read", "Get-BbCache, Save-BbCache", ["pipeline"], ["read:pipeline:bitbucket"]),
        ("caches, remove", "Remove-BbCache", ["pipeline:write"], ["read:pipeline:bitbucket", "write:pipeline:bitbucket"]),
        ("schedules, read", "Get-BbSchedule, Get-BbScheduleExecution", ["pipeline"], ["read:pipeline:bitbucket"]),
        ("schedules, write", "New-BbSchedule, Set-BbSchedule, Remove-BbSchedule", ["pipeline:write"],
        ["read:pipeline:bitbucket", "write:pipeline:bitbucket"]),
        ("SSH keys and known hosts, read", "Get-BbSshKeyPair, Get-BbKnownHost, Export-BbKnownHost", ["pipeline"],
        ["read:pipeline:bitbucket"]),
        ("SSH keys and known hosts, write",
        "Set-BbSshKeyPair, New-BbSshKeyPair, Remove-BbSshKeyPair, Set-BbKnownHost, Remove-BbKnownHost, Import-BbKnownHost, "
            + "Copy-BbKnownHost", ["pipeline:variable"], ["read:pipeline:bitbucket", "admin:pipeline:bitbucket"]),
        ("environments, read", "Get-BbEnvironment, Get-BbDeployment", ["pipeline"], ["read:pipeline:bitbucket"]),
        ("environments, write", "New-BbEnvironment, Set-BbEnvironment, Remove-BbEnvironment", ["pipeline"],
        ["read:pipeline:bitbucket", "admin:pipeline:bitbucket"]),
        ("build number", "Set-BbBuildNumber", ["pipeline:variable"], ["read:pipeline:bitbucket", "admin:pipeline:bitbucket"]),
        ("configuration", "Get-BbPipelineConfig, Set-BbPipelineConfig", ["repository:admin"], ["admin:repository:bitbucket"]),
        ("runners, read", "Get-BbRunner", ["runner"], ["read:runner:bitbucket"]),
        ("runners, write", "New-BbRunner, Set-BbRunner, Remove-BbRunner", ["runner:write"],
        ["read:runner:bitbucket", "write:runner:bitbucket"]),
    ];

    /// <summary>Whether <paramref name="granted"/> includes <paramref name="scope"/>.</summary>
    public static bool Grants(IReadOnlyCollection<string> granted, string scope) =>
        granted.Contains(scope) || granted.Any(g => s_implied.TryGetValue(g, out string[]? implied) && implied.Contains(scope));

    /// <summary>The missing scopes of a group: classic or granular, like the granted ones.</summary>
    public static string[] Missing(IReadOnlyCollection<string> granted, string[] classic, string[] granular) =>
        [.. (IsGranular(granted) ? granular : classic).Where(s => !Grants(granted, s))];

    private static bool IsGranular(IReadOnlyCollection<string> granted) =>
        granted.Any(g => g.EndsWith(":bitbucket", StringComparison.Ordinal) || g.StartsWith("read:", StringComparison.Ordinal));
}
