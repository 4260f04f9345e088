namespace BitbucketPipelines.Api;

/// <summary>Rows of bulk work.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="IsTold">Whether one error tells of them and others: of the whole place, or of what ended the work early.</param>
internal sealed record BulkRows(IReadOnlyList<ItemResult> Rows, bool IsTold);
