using System.Net;

namespace BitbucketPipelines.Api;

/// <summary>
/// The error of a failed request. <see cref="Exception.Message"/> contains the server's own message when it sent one as JSON. Other bodies
/// are not repeated, because they can contain tokens.
/// </summary>
public sealed class BitbucketApiException : Exception
{
    /// <summary>Creates the exception with a message and, if there is one, the exception that caused it.</summary>
    public BitbucketApiException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>How the request failed.</summary>
    public ApiErrorKind Kind { get; init; }

    /// <summary>The HTTP status of the response; null when there was no complete response.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The HTTP status as a number; 0 when there was no complete response.</summary>
    public int StatusCode => (int)(Status ?? 0);

    /// <summary>The method and path of the request, without the query.</summary>
    public string Request { get; init; } = "";

    /// <summary><c>error.message</c> of the response; null when it is missing.</summary>
    public string? ServerMessage { get; init; }

    /// <summary><c>error.detail</c> of the response; null when it is missing or not a string.</summary>
    public string? Detail { get; init; }

    /// <summary>
    /// <c>error.data.key</c> of the response: the only stable error code of the Pipelines services; null when it is missing.
    /// </summary>
    public string? DataKey { get; init; }

    /// <summary><c>error.fields</c> of the response: error messages by field name. Empty when it is missing.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The scopes that the operation requires, from <c>error.detail.required</c> or else the header <c>X-Accepted-OAuth-Scopes</c>.
    /// </summary>
    public IReadOnlyList<string> RequiredScopes { get; init; } = [];

    /// <summary>The scopes that the credentials have, from <c>error.detail.granted</c> or else the header <c>X-OAuth-Scopes</c>.</summary>
    public IReadOnlyList<string> GrantedScopes { get; init; } = [];

    /// <summary>
    /// How long the server asked the client to wait (headers <c>Retry-After</c> or <c>X-RateLimit-Reset</c>); null when it did not.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same request may succeed later: a connection failure, a timeout, 429 or 5xx.</summary>
    public bool IsTransient => Kind is ApiErrorKind.Connection or ApiErrorKind.Timeout
        || (Kind == ApiErrorKind.Status && (StatusCode == 429 || StatusCode >= 500));

    /// <summary>
    /// Whether Bitbucket itself refused the request (400 to 499 except 408 and 429). An error page of a proxy does not count.
    /// </summary>
    public bool IsRefusal => Kind == ApiErrorKind.Status && StatusCode is >= 400 and < 500 and not (408 or 429)
        && (StatusCode == 401 || ServerMessage is not null || Detail is not null);

    /// <summary>Whether the body is an error in Bitbucket's format: JSON with an <c>error</c> object.</summary>
    public bool IsBitbucketError { get; init; }

    /// <summary>
    /// Whether Bitbucket answered 404 because the object does not exist. False when the 404 came from something else, or when Bitbucket
    /// does not know the address.
    /// </summary>
    public bool IsGone => StatusCode == 404 && IsBitbucketError && !RequestErrors.SlashMatters(this);

    /// <summary>
    /// Whether the response says that Pipelines is not enabled in the repository. The words decide, because the status differs.
    /// </summary>
    internal bool IsPipelinesDisabled => Kind == ApiErrorKind.Status && RequestErrors.IsPipelinesDisabled($"{ServerMessage} {Detail}");

    /// <summary>Whether the response says that there is no such run.</summary>
    internal bool IsRunMissing => StatusCode == 404
        && (DataKey == "result-service.pipeline-id.not-found"
        || (Detail?.StartsWith("Pipeline with ", StringComparison.OrdinalIgnoreCase) == true && Detail.Contains("not found")));

    /// <summary>Whether the response is larger than the limit for reading it into memory (64 MiB).</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>Whether a list could not be read whole, for example because it changed meanwhile. Reading it again can help.</summary>
    internal bool IsListIncomplete { get; init; }

    /// <summary>Whether the request was not sent, or not sent again, because the operation may send no more.</summary>
    internal bool IsOverBudget { get; init; }

    /// <summary>The size of the whole content in bytes, from a 416 response (requested range not satisfiable).</summary>
    internal long? WholeLength { get; init; }

    /// <summary>Whether no connection was made, so that the request cannot have been carried out.</summary>
    internal bool NeverLeft { get; init; }

    /// <summary>Whether an earlier attempt of the request was answered with 429, so that the server was there in the meantime.</summary>
    internal bool WasLimited { get; set; }

    /// <summary>A copy with another kind and message.</summary>
    internal BitbucketApiException As(ApiErrorKind kind, string message, Exception? inner, HttpStatusCode? status = null) =>
        Copy(kind, message, inner, text => text, status);

    /// <summary>A copy with every text passed through <paramref name="clean"/>, which removes secrets.</summary>
    internal BitbucketApiException Cleaned(Func<string, string> clean) =>
        Copy(Kind, clean(Message), InnerException is { } inner && clean(inner.ToString()) != inner.ToString() ? null : InnerException,
            clean);

    /// <summary>
    /// A copy whose messages, also those of inner exceptions, are passed through <paramref name="make"/>, for example to make them safe
    /// for a terminal. The server's own texts in the other properties stay as they are.
    /// </summary>
    public BitbucketApiException WithMessages(Func<string, string> make)
    {
        Throw.IfNull(make);
        return Copy(
            Kind, make(Message), InnerException is BitbucketApiException inner ? inner.WithMessages(make) : InnerException, text => text);
    }

    /// <summary>A copy with another message.</summary>
    internal BitbucketApiException WithMessage(string message) => Copy(Kind, message, InnerException, text => text);

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
            IsListIncomplete = IsListIncomplete,
            IsOverBudget = IsOverBudget,
            WholeLength = WholeLength,
            NeverLeft = NeverLeft,
            WasLimited = WasLimited,
        };
    }
}
