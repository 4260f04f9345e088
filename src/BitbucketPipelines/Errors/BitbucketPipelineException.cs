namespace BitbucketPipelines;

/// <summary>The error of an operation that failed although no request failed, for example because an object was not found.</summary>
public sealed class BitbucketPipelineException : Exception
{
    /// <summary>Creates the exception with a message and, if there is one, the exception that caused it.</summary>
    public BitbucketPipelineException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
