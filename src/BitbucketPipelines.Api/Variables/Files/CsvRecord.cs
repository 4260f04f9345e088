namespace BitbucketPipelines.Api.Variables;

/// <summary>A record of a CSV file.</summary>
/// <param name="Line">The line number of its first line.</param>
/// <param name="Fields">The fields, without their quotes.</param>
/// <param name="Problem">The problem with its quotes; null when there is none. With a problem, the fields must not be used.</param>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Fields, string? Problem);
