namespace BitbucketPipelines.Api;

/// <summary>
/// The labels by which a step finds a runner. Each runner has <c>self.hosted</c> and one that names its system; the web page adds both by
/// itself and lets nobody take them away.
/// </summary>
internal static class RunnerLabels
{
    /// <summary>What every self-hosted runner is labelled.</summary>
    public const string SelfHosted = "self.hosted";

    private static readonly string[] s_systems = ["linux", "windows", "macos"];

    /// <summary>The labels, each once, with <c>self.hosted</c> first where it was not given.</summary>
    public static string[] Complete(IEnumerable<string> labels)
    {
        string[] given = [.. labels.Select(l => l.Trim()).Where(l => l.Length > 0).Distinct(StringComparer.Ordinal)];
        return given.Contains(SelfHosted) ? given : [SelfHosted, .. given];
    }

    /// <summary>
    /// Whether one of them names a system: <c>linux</c>, <c>linux.arm64</c>, <c>linux.shell</c>, <c>windows</c>, <c>macos</c>.
    /// </summary>
    public static bool NameSystem(IEnumerable<string> labels) =>
        labels.Any(label => s_systems.Any(s => label == s || label.StartsWith(s + ".", StringComparison.Ordinal)));
}
