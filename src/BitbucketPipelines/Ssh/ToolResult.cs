namespace BitbucketPipelines.Tools;

/// <summary>The result of a program.</summary>
/// <param name="ExitCode">The exit code; -1 when the program was ended because of the time limit.</param>
/// <param name="Output">The standard output.</param>
/// <param name="Error">The standard error output.</param>
internal sealed record ToolResult(int ExitCode, string Output, string Error);
