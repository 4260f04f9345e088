namespace BitbucketPipelines.Api;

/// <summary>
/// The labels by which steps select a runner. Every runner has <c>self.hosted</c> and a label of its operating system; the web page adds
/// both and does not allow removing them.
/// </summary>
internal static class RunnerLabels
{
    /// <summary>The label of every self-hosted runner.</summary>
    public const string SelfHosted = "self.hosted";

    private static readonly string[] s_systems = ["linux", "windows", "macos"];

    /// <summary>
    /// The distinct labels; <c>self.hosted</c> is added first if it is missing. Labels that come from a CSV file are one text with commas.
    /// </summary>
    public static string[] Complete(IEnumerable<string> labels)
    {
        string[] given =
        [
            .. labels.SelectMany(l => l.Split(',')).Select(l => l.Trim()).Where(l => l.Length > 0).Distinct(StringComparer.Ordinal),
        ];
        return given.Contains(SelfHosted) ? given : [SelfHosted, .. given];
    }

    /// <summary>
    /// Whether one of the labels names an operating system: <c>linux</c>, <c>linux.arm64</c>, <c>linux.shell</c>, <c>windows</c> or
    /// <c>macos</c>.
    /// </summary>
    public static bool NameSystem(IEnumerable<string> labels) =>
        labels.Any(label => s_systems.Any(s => label == s || label.StartsWith(s + ".", StringComparison.Ordinal)));
}
