namespace BitbucketPipelines.Api;

/// <summary>One change in a place.</summary>
/// <param name="Key">Jobs with the same key never run at the same time; null when the job may run beside any other.</param>
/// <param name="Sends">Whether the job sends requests.</param>
/// <param name="Work">Carries out the job. Reports server errors in its rows and does not throw them.</param>
/// <param name="NotDone">Makes the rows for a job that was not carried out, with the reason.</param>
internal sealed record BulkJob(
    string? Key, bool Sends, Func<CancellationToken, Task<IReadOnlyList<ItemResult>>> Work,
    Func<string, IReadOnlyList<ItemResult>> NotDone);
