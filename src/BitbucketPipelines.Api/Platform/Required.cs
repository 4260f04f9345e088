namespace BitbucketPipelines.Api;

/// <summary>Checks for properties that a listed item needs before it can be used in a request.</summary>
internal static class Required
{
    /// <summary>
    /// Returns the uuid. An item without one can be displayed, but using it fails, and the error says that the response was invalid.
    /// </summary>
    /// <param name="uuid">The uuid, or null.</param>
    /// <param name="what">The item that it belongs to, such as <c>variable 'A'</c>.</param>
    /// <exception cref="BitbucketApiException">The uuid is missing.</exception>
    public static string Uuid(string? uuid, string what) => string.IsNullOrEmpty(uuid)
        ? throw new BitbucketApiException($"Bitbucket listed {what} without a uuid, so it cannot be addressed.") 
        {
            Kind = ApiErrorKind.InvalidResponse,
        }
        : uuid!;
}
