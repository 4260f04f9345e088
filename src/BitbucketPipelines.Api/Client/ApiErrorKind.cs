namespace BitbucketPipelines.Api;

/// <summary>Where a request failed.</summary>
public enum ApiErrorKind
{
    /// <summary>The server answered with an error status.</summary>
    Status,

    /// <summary>The server could not be reached, or the connection broke.</summary>
    Connection,

    /// <summary>The server did not answer in time.</summary>
    Timeout,

    /// <summary>The answer was not what the API documents: not JSON, not the object or the whole list that was asked for,
    /// or a redirect that is not followed.</summary>
    InvalidResponse,

    /// <summary>A request that changes something may have been carried out, but its answer was lost, or was not Bitbucket's.</summary>
    AnswerLost,
}
