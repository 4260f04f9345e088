namespace BitbucketPipelines.Tools;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; -1 when it was ended because of the time.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Error">What it wrote to its error output.</param>
internal sealed record ToolResult(int ExitCode, string Output, string Error);
