namespace BitbucketPipelines.Api.Variables;

/// <summary>A record of a CSV file.</summary>
/// <param name="Line">The line on which it begins.</param>
/// <param name="Fields">Its fields, without their quotes.</param>
/// <param name="Problem">What is wrong with its quotes, if anything; its fields are not to be used then.</param>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Fields, string? Problem);
