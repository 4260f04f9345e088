using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Makes the Authorization header of requests. The secret is fetched when a header is made and stored nowhere else.</summary>
internal abstract class ApiCredential
{
    /// <summary>The Authorization header for one request.</summary>
    internal abstract ValueTask<AuthenticationHeaderValue> GetHeaderAsync(BitbucketClient client, CancellationToken cancellationToken);

    /// <summary>
    /// Reports that <paramref name="header"/> was rejected with 401. Returns true when a new one can be obtained, so that the request may
    /// be sent again.
    /// </summary>
    internal virtual bool Renew(AuthenticationHeaderValue header) => false;

    /// <summary>The tokens that were issued so far, also replaced ones, because a server may repeat any of them.</summary>
    internal virtual IReadOnlyCollection<AuthenticationHeaderValue> Issued => [];

    /// <summary>
    /// Identifies the account whose allowance of requests is used, without the secret: Bitbucket counts for each user, access token or
    /// OAuth consumer.
    /// </summary>
    internal abstract string Account { get; }

    /// <summary>An Atlassian e-mail address with an API token with scopes. Sent as Basic.</summary>
    public static ApiCredential Basic(string user, Func<string> secret) => new BasicCredential(user, secret);

    /// <summary>A repository, project or workspace access token, or an OAuth access token. Sent as Bearer.</summary>
    public static ApiCredential Bearer(Func<string> token) => new BearerCredential(token);

    /// <summary>The key and secret of an OAuth consumer, used to request an access token. The token is renewed before it expires.</summary>
    public static ApiCredential OAuthClient(string clientId, Func<string> secret) => new OAuthClientCredential(clientId, secret);

    private static AuthenticationHeaderValue BasicHeader(string user, string secret) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")));

    private sealed class BasicCredential(string user, Func<string> secret) : ApiCredential
    {
        internal override string Account => "user " + user.ToUpperInvariant();

        internal override ValueTask<AuthenticationHeaderValue> GetHeaderAsync(
            BitbucketClient client, CancellationToken cancellationToken) =>
            new(BasicHeader(user, secret()));
    }

    private sealed class BearerCredential(Func<string> token) : ApiCredential
    {
        /// <summary>Makes the number of a token useless outside this process.</summary>
        private static readonly ulong s_seed = BitConverter.ToUInt64(Guid.NewGuid().ToByteArray(), 0);

        private string? _account;

        /// <summary>A number that is calculated from the token, and from which the token cannot be told.</summary>
        internal override string Account => _account ??= $"token {Fingerprint(token()):x16}";

        private static ulong Fingerprint(string token)
        {
            ulong number = s_seed;
            foreach (char c in token)
            {
                number = unchecked((number ^ c) * 0x100000001b3);
            }

            return number;
        }

        internal override ValueTask<AuthenticationHeaderValue> GetHeaderAsync(
            BitbucketClient client, CancellationToken cancellationToken) =>
            new(new AuthenticationHeaderValue("Bearer", token()));
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001",
        Justification = "The semaphore's wait handle is never used: there is nothing to dispose.")]
    private sealed class OAuthClientCredential(string clientId, Func<string> secret) : ApiCredential
    {
        /// <summary>How long before its expiry a token is renewed, so that it does not expire during a request.</summary>
        private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(2);

        /// <summary>Longest lifetime, in seconds, that is believed (a year). For a longer one, one hour is assumed.</summary>
        private const double LongestLife = 366 * 24 * 3600;

        /// <summary>The maximum number of issued tokens that are remembered; the oldest are dropped first.</summary>
        private const int MaxIssued = 16;

        internal override string Account => "consumer " + clientId;

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
                    OAuthToken token = await RequestTokenAsync(client, cancellationToken).ConfigureAwait(false);
                    // Documented as one hour, observed as two: only expires_in is reliable.
                    TimeSpan life = TimeSpan.FromSeconds(token.ExpiresIn is > 0 and < LongestLife and { } seconds ? seconds : 3600);
                    _renewAt = client.Clock.GetUtcNow()
                        + (life > s_margin + s_margin ? life - s_margin : TimeSpan.FromTicks(life.Ticks / 2));
                    _header = new AuthenticationHeaderValue("Bearer", token.AccessToken);
                    _issued.Enqueue(_header);
                    if (_issued.Count > MaxIssued)
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

        private async Task<OAuthToken> RequestTokenAsync(BitbucketClient client, CancellationToken cancellationToken)
        {
            try
            {
                OAuthToken token = await client
                    .SendAsync(OAuth.ClientCredentials() with { Authorization = BasicHeader(clientId, secret()) }, cancellationToken)
                    .ConfigureAwait(false);
                return IsToken(token.AccessToken) ? token : throw new BitbucketApiException(
                    $"The site answered the request for an OAuth token ({OAuth.ClientCredentials()}) without a valid token.")
                {
                    Kind = ApiErrorKind.InvalidResponse,
                    Request = OAuth.ClientCredentials().ToString(),
                };
            }
            catch (BitbucketApiException e) when (e.StatusCode == 400)
            {
                // OAuth answers 400 where the API answers 401.
                throw e.As(
                    ApiErrorKind.Status, $"The credentials of the OAuth consumer were rejected: {e.Message}", e,
                    HttpStatusCode.Unauthorized);
            }
        }

        /// <summary>Whether the token contains only characters that a header allows.</summary>
        private static bool IsToken(string? text) => !string.IsNullOrEmpty(text) && text!.All(c => c is > ' ' and <= '~');

        internal override bool Renew(AuthenticationHeaderValue header)
        {
            // Discard only the rejected header: another request may have obtained a new one in the meantime.
            Interlocked.CompareExchange(ref _header, null, header);
            return true;
        }
    }
}
