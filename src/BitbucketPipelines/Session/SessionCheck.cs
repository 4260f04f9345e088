namespace BitbucketPipelines;

/// <summary>One check of Test-BbSession -Detailed.</summary>
public sealed class SessionCheck
{
    internal SessionCheck(string check, string status, string? reason, string message, string? recommendation)
    {
        Check = check;
        Status = status;
        Reason = reason;
        Message = message;
        Recommendation = recommendation;
    }

    /// <summary>What was checked.</summary>
    public string Check { get; }

    /// <summary>Passed, Failed, Unknown (the server did not tell) or Skipped.</summary>
    public string Status { get; }

    /// <summary>Why it failed: invalid_credentials, invalid_permissions, no_resources, or connection_failed.</summary>
    public string? Reason { get; }

    /// <summary>What was found.</summary>
    public string Message { get; }

    /// <summary>What to do.</summary>
    public string? Recommendation { get; }

    /// <summary>Check and status.</summary>
    public override string ToString() => $"{Check}: {Status}";
}
