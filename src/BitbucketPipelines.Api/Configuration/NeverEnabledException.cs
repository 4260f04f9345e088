namespace BitbucketPipelines.Api;

/// <summary>Pipelines was never enabled in a repository, so it has no configuration.</summary>
internal sealed class NeverEnabledException(BitbucketApiException cause) : Exception(cause.Message, cause)
{
    public BitbucketApiException Cause { get; } = cause;
}
