namespace BitbucketPipelines;

/// <summary>The result of one check of Test-BbSession -Detailed.</summary>
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

    /// <summary>The name of the check.</summary>
    public string Check { get; }

    /// <summary>Passed, Failed, Unknown (the server did not return the scopes) or Skipped.</summary>
    public string Status { get; }

    /// <summary>The reason of a failure: invalid_credentials, invalid_permissions, no_resources, or connection_failed.</summary>
    public string? Reason { get; }

    /// <summary>The details.</summary>
    public string Message { get; }

    /// <summary>How to fix a failure.</summary>
    public string? Recommendation { get; }

    /// <summary>The name and the status of the check.</summary>
    public override string ToString() => $"{Check}: {Status}";
}
