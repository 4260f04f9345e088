namespace BitbucketPipelines.Api;

/// <summary>Nothing was sent, because an earlier failure says that no request of the account can succeed.</summary>
/// <param name="cause">The earlier failure.</param>
internal sealed class AccountEndedException(BitbucketApiException cause) : Exception(cause.Message, cause)
{
    /// <summary>The earlier failure.</summary>
    public BitbucketApiException Cause { get; } = cause;
}
