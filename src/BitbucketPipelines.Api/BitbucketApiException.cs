using System.Net;

namespace BitbucketPipelines.Api;

/// <summary>
/// A request failed. <see cref="Exception.Message"/> is made of the server's own words where it gave any that are safe to show;
/// bodies that are not JSON are never repeated, since they can hold tokens.
/// </summary>
public sealed class BitbucketApiException : Exception
{
    /// <summary>Creates the exception.</summary>
    public BitbucketApiException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Where the request failed.</summary>
    public ApiErrorKind Kind { get; init; }

    /// <summary>The status, when there was one.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The status as a number, or 0.</summary>
    public int StatusCode => (int)(Status ?? 0);

    /// <summary>Method and path of the request, without the query.</summary>
    public string Request { get; init; } = "";

    /// <summary><c>error.message</c> of the answer.</summary>
    public string? ServerMessage { get; init; }

    /// <summary><c>error.detail</c> of the answer, when it is a text.</summary>
    public string? Detail { get; init; }

    /// <summary><c>error.data.key</c>: the only stable machine code of the Pipelines services.</summary>
    public string? DataKey { get; init; }

    /// <summary><c>error.fields</c>: messages by field.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>The scopes that the operation takes (from the answer's detail, else its header X-Accepted-OAuth-Scopes).</summary>
    public IReadOnlyList<string> RequiredScopes { get; init; } = [];

    /// <summary>The scopes that the credentials have (from the answer's detail, else its header X-OAuth-Scopes).</summary>
    public IReadOnlyList<string> GrantedScopes { get; init; } = [];

    /// <summary>How long the server asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient => Kind is ApiErrorKind.Connection or ApiErrorKind.Timeout
        || (Kind == ApiErrorKind.Status && (StatusCode == 429 || StatusCode >= 500));

    /// <summary>
    /// Whether it is Bitbucket itself that says no (401, 403, 404 and the like). A page of a proxy says nothing about what was asked for.
    /// </summary>
    public bool IsRefusal => Kind == ApiErrorKind.Status && StatusCode is >= 400 and < 500 and not (408 or 429)
        && (StatusCode == 401 || ServerMessage is not null || Detail is not null);

    /// <summary>The same failure, without the value that was sent: a server may repeat what it refuses.</summary>
    internal BitbucketApiException Without(string? secret)
    {
        const int ShortestSecret = 3;
        if (secret is null || secret.Length < ShortestSecret)
        {
            return this;
        }

        return new BitbucketApiException(Clean(Message)!, InnerException)
        {
            Kind = Kind,
            Status = Status,
            Request = Request,
            ServerMessage = Clean(ServerMessage),
            Detail = Clean(Detail),
            DataKey = DataKey,
            Fields = Fields.ToDictionary(f => f.Key, f => Clean(f.Value)!),
            RequiredScopes = RequiredScopes,
            GrantedScopes = GrantedScopes,
            RetryAfter = RetryAfter,
        };

        string? Clean(string? text) => text?.Replace(secret, "(secured)");
    }
}
