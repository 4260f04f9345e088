namespace BitbucketPipelines.Api.Runs;

/// <summary>A line of a digest: one line of the log, or a note that stands for several similar ones.</summary>
/// <param name="First">The number of the first line of the log, beginning at 1.</param>
/// <param name="Last">The number of the last line of the log.</param>
/// <param name="Text">The text.</param>
internal readonly record struct DigestItem(long First, long Last, string Text);
