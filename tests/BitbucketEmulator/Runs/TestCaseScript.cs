namespace BitbucketEmulator;

/// <summary>One test case of a step's report.</summary>
public sealed record TestCaseScript
{
    public string Name { get; init; } = "test";

    public string ClassName { get; init; } = "Tests";

    public string PackageName { get; init; } = "acme.tests";

    /// <summary>SUCCESSFUL, FAILED, ERROR or SKIPPED.</summary>
    public string Status { get; init; } = "SUCCESSFUL";

    public double Duration { get; init; } = 0.1;

    /// <summary>What the test said when it failed.</summary>
    public string? Reason { get; init; }

    /// <summary>What it said besides: the reasons are a list.</summary>
    public IReadOnlyList<string> MoreReasons { get; init; } = [];

    internal IReadOnlyList<string> Reasons => Reason is null ? MoreReasons : [Reason, .. MoreReasons];
}
