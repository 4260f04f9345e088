using System.Net.Http.Headers;

namespace BitbucketPipelines.Api;

/// <summary>The Authorization header of a request.</summary>
internal static class RequestAuthorization
{
    /// <summary>The header; null for a request without credentials. An OAuth token is requested or renewed when necessary.</summary>
    /// <param name="client">Sends the request for the token, and limits the time.</param>
    /// <param name="credential">The credentials of the session.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the wait for the token.</param>
    /// <exception cref="BitbucketApiException">There was no token in time.</exception>
    public static async ValueTask<AuthenticationHeaderValue?> ForAsync(
        BitbucketClient client, ApiCredential? credential, ApiRequest request, CancellationToken cancellationToken)
    {
        if (request.Authorization is not null || request.Anonymous || credential is null)
        {
            return request.Authorization;
        }

        // Another request with a later deadline may be renewing the token; wait only for the own deadline.
        using CancellationTokenSource over = client.Clock.CancelAfter(client.Deadline.Left, cancellationToken);
        try
        {
            return await credential.GetHeaderAsync(client, over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw RequestErrors.NotSent(request);
        }
    }
}
