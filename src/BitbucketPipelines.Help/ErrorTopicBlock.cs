namespace BitbucketPipelines.Help;

/// <summary>A part of the error topic: one of these.</summary>
internal sealed record ErrorTopicBlock(
    string? Heading = null, string? Paragraph = null, IReadOnlyList<string>? Code = null, IReadOnlyList<string>? Table = null,
    ErrorEntry? Entry = null);
