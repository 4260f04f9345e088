namespace BitbucketPipelines.Help;

/// <summary>An example: what is typed, and what it does.</summary>
internal sealed record ExampleHelp(string Code, IReadOnlyList<string> Remarks);
