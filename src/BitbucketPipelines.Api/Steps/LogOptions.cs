namespace BitbucketPipelines.Api.Runs;

/// <summary>Which part of a log is read, and in which form. At most one of Tail, TotalCount, Raw and Digest is set.</summary>
internal sealed record LogOptions
{
    /// <summary>The number of lines to read from the end of each log; null for all lines.</summary>
    public int? Tail { get; init; }

    /// <summary>The number of lines to read from the beginning of each log; null for all lines.</summary>
    public int? TotalCount { get; init; }

    /// <summary>Whether each log is read as one string, line ends included.</summary>
    public bool Raw { get; init; }

    /// <summary>The maximum number of lines of a digest of each log; null without a digest.</summary>
    public int? Digest { get; init; }

    /// <summary>The uuid of the log of a service container; null for the log of the step itself.</summary>
    public string? LogUuid { get; init; }
}
