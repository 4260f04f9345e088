namespace BitbucketPipelines.Api.Runs;

/// <summary>A line of a log that may say why the step failed.</summary>
internal sealed class ErrorLine
{
    /// <summary>Its number in the log, beginning at 1.</summary>
    public long Number { get; init; }

    /// <summary>The clean line.</summary>
    public string Text { get; init; } = "";

    /// <summary>How likely it is the cause, by itself.</summary>
    public int Score { get; init; }

    /// <summary>What it has in common with similar lines.</summary>
    public ulong Key { get; init; }

    /// <summary>Whether the log that it is compared with has no such line.</summary>
    public bool IsNew { get; init; }

    /// <summary>The lines around it, as far as they are known.</summary>
    public List<DigestItem> Context { get; } = [];

    /// <summary>How much less likely it is, because a line after it says that it was tried again or does not matter.</summary>
    public int Doubt { get; set; }

    /// <summary>How likely it is the cause after all that came later.</summary>
    public int Rank { get; set; }
}
