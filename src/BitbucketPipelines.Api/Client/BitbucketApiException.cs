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

    /// <summary>
    /// Whether the server's text is an error as Bitbucket writes it: JSON with an <c>error</c> in it, not the page of a proxy.
    /// </summary>
    public bool IsBitbucketError { get; init; }

    /// <summary>
    /// Whether Bitbucket itself says that the thing is not there. Not so when anything else answers 404, or when Bitbucket does not know
    /// the address: that tells nothing of the thing.
    /// </summary>
    public bool IsGone => StatusCode == 404 && IsBitbucketError && !HttpTransport.SlashMatters(this);

    /// <summary>Whether the answer has more bytes than are read into memory.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>The size of the whole in bytes, where the server says that it does not have the range that was asked for (416).</summary>
    internal long? WholeLength { get; init; }

    /// <summary>Whether the connection was never made, so that the request cannot have been carried out.</summary>
    internal bool NeverLeft { get; init; }

    /// <summary>The same failure under another name.</summary>
    internal BitbucketApiException As(ApiErrorKind kind, string message, Exception? inner, HttpStatusCode? status = null) =>
        Copy(kind, message, inner, text => text, status);

    /// <summary>The same failure with every text changed by <paramref name="clean"/>.</summary>
    internal BitbucketApiException Cleaned(Func<string, string> clean) =>
        Copy(Kind, clean(Message), InnerException is { } inner && clean(inner.ToString()) != inner.ToString() ? null : InnerException,
            clean);

    /// <summary>
    /// The same failure with other messages, so that whoever prints them prints nothing that acts. What the server said stays beside them.
    /// </summary>
    public BitbucketApiException WithMessages(Func<string, string> make)
    {
        Throw.IfNull(make);
        return Copy(
            Kind, make(Message), InnerException is BitbucketApiException inner ? inner.WithMessages(make) : InnerException, text => text);
    }

    private BitbucketApiException Copy(
        ApiErrorKind kind, string message, Exception? inner, Func<string, string> clean, HttpStatusCode? status = null)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, string> field in Fields)
        {
            fields[clean(field.Key)] = clean(field.Value);
        }

        return new BitbucketApiException(message, inner)
        {
            Kind = kind,
            Status = status ?? Status,
            Request = Request,
            ServerMessage = ServerMessage is null ? null : clean(ServerMessage),
            Detail = Detail is null ? null : clean(Detail),
            DataKey = DataKey is null ? null : clean(DataKey),
            Fields = fields,
            RequiredScopes = [.. RequiredScopes.Select(clean)],
            GrantedScopes = [.. GrantedScopes.Select(clean)],
            RetryAfter = RetryAfter,
            IsBitbucketError = IsBitbucketError,
            IsTooLarge = IsTooLarge,
            WholeLength = WholeLength,
            NeverLeft = NeverLeft,
        };
    }
}
