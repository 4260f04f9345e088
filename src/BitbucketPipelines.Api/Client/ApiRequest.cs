using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BitbucketPipelines.Api;

/// <summary>An immutable description of an HTTP request; <see cref="BitbucketClient"/> sends it.</summary>
internal record ApiRequest
{
    private readonly bool? _repeatable;
    private readonly bool? _isWrite;

    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>The percent-encoded path, relative to the root of the API or the site.</summary>
    public string Path { get; init; } = "";

    /// <summary>What <see cref="Path"/> is relative to.</summary>
    public ApiRoot Root { get; init; }

    /// <summary>
    /// An absolute address that replaces root, path and query. It is a credential, so <see cref="ToString"/> leaves it out.
    /// </summary>
    internal Uri? Address { get; init; }

    /// <summary>Query parameters, not encoded. A name may occur more than once.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    public byte[]? Body { get; init; }

    /// <summary>The media type of <see cref="Body"/>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The media type of the response (Accept header).</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>Whether the request is sent without credentials.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Credentials for this request only, instead of those of the session.</summary>
    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>
    /// Whether the request is about a Code Insights report. Only such a request may be sent through the proxy of a step of Bitbucket
    /// Pipelines.
    /// </summary>
    internal bool IsReport { get; init; }

    /// <summary>Whether a redirect may lead to another origin, as logs redirect to their storage. Credentials are not sent there.</summary>
    public bool MayLeaveOrigin { get; init; }

    /// <summary>The requested byte range; null for the whole content.</summary>
    public RangeHeaderValue? Range { get; init; }

    /// <summary>Whether the response is a credential or is valid for a short time only, so that no copy of it is kept.</summary>
    public bool IsShortLived { get; init; }

    /// <summary>The ETag of the response that is known already: the server answers 304 if it is still the same.</summary>
    internal string? IfNoneMatch { get; init; }

    /// <summary>
    /// Whether sending the request twice has the same effect as sending it once. By default false for POST and PATCH: these are not sent
    /// again when the first attempt may have arrived.
    /// </summary>
    public bool Repeatable
    {
        get => _repeatable ?? (Method != HttpMethod.Post && Method.Method != "PATCH");
        init => _repeatable = value;
    }

    /// <summary>
    /// Whether the request changes something, so that an invalid response leaves open whether it was carried out. By default false for GET
    /// and HEAD.
    /// </summary>
    public bool IsWrite
    {
        get => _isWrite ?? !(Method == HttpMethod.Get || Method == HttpMethod.Head);
        init => _isWrite = value;
    }

    /// <summary>Adds a query parameter; a null value adds nothing.</summary>
    public ApiRequest With(string name, string? value) => value is null ? this : this with { Query = Append(name, value) };

    /// <summary>The method and path, without the query and the body, which may contain secrets.</summary>
    public sealed override string ToString() => $"{Method} {(Root == ApiRoot.Internal ? "internal/" : "")}{Path}";

    /// <summary>A GET request for a JSON object.</summary>
    public static ApiRequest<T> Get<T>(FormattableString path, JsonTypeInfo<T> result) =>
        new(result) { Path = ApiPath.Format(path) };

    /// <summary>A GET request for bytes: a log or a file.</summary>
    public static ApiRequest GetBytes(FormattableString path) =>
        new() { Path = ApiPath.Format(path), Accept = "application/octet-stream", MayLeaveOrigin = true };

    /// <summary>
    /// A GET request to a pre-signed address, sent without credentials because the address contains its own and belongs to another host.
    /// </summary>
    /// <exception cref="ArgumentException">The address is neither https, nor http to a loopback address.</exception>
    public static ApiRequest Download(Uri address)
    {
        return address.IsAbsoluteUri && HttpTransport.IsSafe(address)
            ? new ApiRequest { Path = "(pre-signed address)", Address = address, Anonymous = true, Accept = "*/*", MayLeaveOrigin = true }
            : throw new ArgumentException("The pre-signed address is neither https, nor http to a loopback address.");
    }

    /// <summary>A POST request that returns the created object.</summary>
    public static ApiRequest<T> Post<TBody, T>(FormattableString path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> result) =>
        new(result)
        {
            Method = HttpMethod.Post,
            Path = ApiPath.Format(path),
            Body = JsonSerializer.SerializeToUtf8Bytes(body, bodyType),
        };

    /// <summary>A PUT request that returns the changed object.</summary>
    public static ApiRequest<T> Put<TBody, T>(FormattableString path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> result) =>
        new(result)
        {
            Method = HttpMethod.Put,
            Path = ApiPath.Format(path),
            Body = JsonSerializer.SerializeToUtf8Bytes(body, bodyType),
        };

    /// <summary>A DELETE request.</summary>
    public static ApiRequest Delete(FormattableString path) => new() { Method = HttpMethod.Delete, Path = ApiPath.Format(path) };

    /// <summary>A POST request without a body and without a result.</summary>
    public static ApiRequest Post(FormattableString path) =>
        new() { Method = HttpMethod.Post, Path = ApiPath.Format(path) };

    private protected KeyValuePair<string, string>[] Append(string name, string value) => [.. Query, new(name, value)];
}

/// <summary>A request with a JSON response of the type <typeparamref name="T"/>.</summary>
/// <param name="ResultType">Deserializes the response.</param>
internal sealed record ApiRequest<T>(JsonTypeInfo<T> ResultType) : ApiRequest
{
    /// <summary>Checks that the response is about the requested object; null when this cannot be checked.</summary>
    internal Func<T, bool>? IsMeant { get; init; }

    /// <summary>Adds a query parameter; a null value adds nothing.</summary>
    public new ApiRequest<T> With(string name, string? value) => value is null ? this : this with { Query = Append(name, value) };
}
