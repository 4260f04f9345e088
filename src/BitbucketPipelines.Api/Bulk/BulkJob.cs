namespace BitbucketPipelines.Api;

/// <summary>One thing to be done in a place.</summary>
/// <param name="Key">What must not be worked on twice at the same time, or null.</param>
/// <param name="Sends">Whether it sends requests.</param>
/// <param name="Work">Does it. Does not throw for what the server refuses: the rows say it.</param>
/// <param name="NotDone">The rows that say why it was not done.</param>
internal sealed record BulkJob(
    string? Key, bool Sends, Func<CancellationToken, Task<IReadOnlyList<ItemResult>>> Work,
    Func<string, IReadOnlyList<ItemResult>> NotDone);
