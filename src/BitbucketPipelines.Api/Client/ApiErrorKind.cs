namespace BitbucketPipelines.Api;

/// <summary>How a request failed.</summary>
public enum ApiErrorKind
{
    /// <summary>The server answered with an error status.</summary>
    Status,

    /// <summary>The server could not be reached, or the connection broke.</summary>
    Connection,

    /// <summary>The server did not answer in time, or the body stalled.</summary>
    Timeout,

    /// <summary>
    /// The response is not what the API documents: not JSON, not the requested object, an incomplete list, or a redirect that is not
    /// followed.
    /// </summary>
    InvalidResponse,

    /// <summary>
    /// A request that changes something may have been carried out, but its response was lost or did not come from Bitbucket.
    /// </summary>
    AnswerLost,
}
