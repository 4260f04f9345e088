namespace BitbucketPipelines;

/// <summary>Something that a cmdlet was asked for did not come about, though every request went well.</summary>
public sealed class BitbucketPipelineException : Exception
{
    /// <summary>Creates the exception.</summary>
    public BitbucketPipelineException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
