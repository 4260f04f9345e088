using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>How requests are signed. The secret is fetched when a header is made and kept nowhere else.</summary>
internal abstract class ApiCredential
{
    /// <summary>The header for one request.</summary>
    internal abstract ValueTask<AuthenticationHeaderValue> GetHeaderAsync(BitbucketClient client, CancellationToken cancellationToken);

    /// <summary>
    /// Tells that <paramref name="header"/> was refused with 401. True when a new one can be had, so that the request may be sent again.
    /// </summary>
    internal virtual bool Renew(AuthenticationHeaderValue header) => false;

    /// <summary>The tokens that were asked for, also those that were renewed since: a server may repeat any of them.</summary>
    internal virtual IReadOnlyCollection<AuthenticationHeaderValue> Issued => [];

    /// <summary>An Atlassian e-mail address and an API token with scopes. Sent as Basic.</summary>
    public static ApiCredential Basic(string user, Func<string> secret) => new BasicCredential(user, secret);

    /// <summary>A repository, project or workspace access token, or an OAuth access token. Sent as Bearer.</summary>
    public static ApiCredential Bearer(Func<string> token) => new BearerCredential(token);

    /// <summary>The key and secret of an OAuth consumer. An access token is asked for with them and renewed before it ends.</summary>
    public static ApiCredential OAuthClient(string clientId, Func<string> secret) => new OAuthClientCredential(clientId, secret);

    private static AuthenticationHeaderValue BasicHeader(string user, string secret) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")));

    private sealed class BasicCredential(string user, Func<string> secret) : ApiCredential
    {
        internal override ValueTask<AuthenticationHeaderValue> GetHeaderAsync(
            BitbucketClient client, CancellationToken cancellationToken) =>
            new(BasicHeader(user, secret()));
    }

    private sealed class BearerCredential(Func<string> token) : ApiCredential
    {
        internal override ValueTask<AuthenticationHeaderValue> GetHeaderAsync(
            BitbucketClient client, CancellationToken cancellationToken) =>
            new(new AuthenticationHeaderValue("Bearer", token()));
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001",
        Justification = "The semaphore's wait handle is never used: there is nothing to dispose.")]
    private sealed class OAuthClientCredential(string clientId, Func<string> secret) : ApiCredential
    {
        /// <summary>Renewed this long before the end, so that a request under way does not meet an ended token.</summary>
        private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(2);

        /// <summary>A token that is said to live longer than a year is asked for again after an hour.</summary>
        private const double LongestLife = 366 * 24 * 3600;

        /// <summary>Newer ones push older ones out: a session may last for weeks.</summary>
        private const int MostIssued = 16;

        private readonly SemaphoreSlim _gate = new(1, 1);
        private readonly ConcurrentQueue<AuthenticationHeaderValue> _issued = new();
        private AuthenticationHeaderValue? _header;
        private DateTimeOffset _renewAt;

        internal override IReadOnlyCollection<AuthenticationHeaderValue> Issued => _issued;

        internal override async ValueTask<AuthenticationHeaderValue> GetHeaderAsync(
            BitbucketClient client, CancellationToken cancellationToken)
        {
            await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (_header is null || client.Clock.GetUtcNow() >= _renewAt)
                {
                    OAuthToken token = await AskAsync(client, cancellationToken).ConfigureAwait(false);
                    // Documented as one hour, seen as two: only expires_in counts.
                    TimeSpan life = TimeSpan.FromSeconds(token.ExpiresIn is > 0 and < LongestLife and { } seconds ? seconds : 3600);
                    _renewAt = client.Clock.GetUtcNow()
                        + (life > s_margin + s_margin ? life - s_margin : TimeSpan.FromTicks(life.Ticks / 2));
                    _header = new AuthenticationHeaderValue("Bearer", token.AccessToken);
                    _issued.Enqueue(_header);
                    if (_issued.Count > MostIssued)
                    {
                        _issued.TryDequeue(out _);
                    }
                }

                return _header;
            }
            finally
            {
                _gate.Release();
            }
        }

        private async Task<OAuthToken> AskAsync(BitbucketClient client, CancellationToken cancellationToken)
        {
            try
            {
                OAuthToken token = await client
                    .SendAsync(OAuth.ClientCredentials() with { Authorization = BasicHeader(clientId, secret()) }, cancellationToken)
                    .ConfigureAwait(false);
                return IsToken(token.AccessToken) ? token : throw new BitbucketApiException(
                    $"The site answered the request for an OAuth token ({OAuth.ClientCredentials()}) without one that can be sent.")
                {
                    Kind = ApiErrorKind.InvalidResponse,
                    Request = OAuth.ClientCredentials().ToString(),
                };
            }
            catch (BitbucketApiException e) when (e.StatusCode == 400)
            {
                // OAuth says 400 where the API says 401.
                throw e.As(ApiErrorKind.Status, $"The OAuth consumer was refused: {e.Message}", e, HttpStatusCode.Unauthorized);
            }
        }

        /// <summary>What can stand in a header.</summary>
        private static bool IsToken(string? text) => !string.IsNullOrEmpty(text) && text!.All(c => c is > ' ' and <= '~');

        internal override bool Renew(AuthenticationHeaderValue header)
        {
            // Only the header that was refused is thrown away: another request may have fetched a new one meanwhile.
            Interlocked.CompareExchange(ref _header, null, header);
            return true;
        }
    }
}
