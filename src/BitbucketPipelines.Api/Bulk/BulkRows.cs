namespace BitbucketPipelines.Api;

/// <summary>Result rows of bulk work.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="IsTold">Whether their error is reported once for several rows: for the whole place, or for the end of the work.</param>
internal sealed record BulkRows(IReadOnlyList<ItemResult> Rows, bool IsTold);
