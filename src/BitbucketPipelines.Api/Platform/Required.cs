namespace BitbucketPipelines.Api;

/// <summary>What a listed item needs, so that it can be addressed.</summary>
internal static class Required
{
    /// <summary>
    /// The uuid. An item may be shown without one; where it is to be worked with, that is Bitbucket's failure, not the caller's.
    /// </summary>
    /// <param name="uuid">The uuid, if there is one.</param>
    /// <param name="what">What it belongs to, such as <c>variable 'A'</c>.</param>
    /// <exception cref="BitbucketApiException">There is none.</exception>
    public static string Uuid(string? uuid, string what) => string.IsNullOrEmpty(uuid)
        ? throw new BitbucketApiException($"Bitbucket listed {what} without a uuid, so it cannot be addressed.") { Kind =
        ApiErrorKind.InvalidResponse }
        : uuid!;
}
