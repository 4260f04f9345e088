using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BitbucketPipelines.Api;

/// <summary>A request as a value: it can be built, looked at and sent again, and does nothing by itself.</summary>
internal record ApiRequest
{
    private readonly bool? _repeatable;
    private readonly bool? _isWrite;

    /// <summary>The method.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>The percent-encoded path, relative to the root of the API or the site.</summary>
    public string Path { get; init; } = "";

    /// <summary>What <see cref="Path"/> is relative to.</summary>
    public ApiRoot Root { get; init; }

    /// <summary>A whole address in place of root, path and query. It is a credential: <see cref="ToString"/> does not tell it.</summary>
    internal Uri? Address { get; init; }

    /// <summary>Query parameters, not yet encoded. A name may stand several times.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>The body, or null.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The media type of <see cref="Body"/>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The media type asked for.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>Sent without credentials.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Credentials for this request alone, in place of the session's.</summary>
    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>
    /// Whether a redirect may lead to another origin, as logs do to their storage. Credentials never go along.
    /// </summary>
    public bool MayLeaveOrigin { get; init; }

    /// <summary>The bytes asked for, or null for all.</summary>
    public RangeHeaderValue? Range { get; init; }

    /// <summary>
    /// Whether sending the request twice does the same as sending it once. Not for POST, unless said so: a POST that may have arrived is
    /// never sent again.
    /// </summary>
    public bool Repeatable
    {
        get => _repeatable ?? (Method != HttpMethod.Post && Method.Method != "PATCH");
        init => _repeatable = value;
    }

    /// <summary>
    /// Whether it changes something, so that a strange answer leaves open whether it was carried out. Not GET, unless said so.
    /// </summary>
    public bool IsWrite
    {
        get => _isWrite ?? !(Method == HttpMethod.Get || Method == HttpMethod.Head);
        init => _isWrite = value;
    }

    /// <summary>Adds a query parameter; a null value adds nothing.</summary>
    public ApiRequest With(string name, string? value) => value is null ? this : this with { Query = Append(name, value) };

    /// <summary>The method and path. Never the query or the body, which may hold secrets.</summary>
    public sealed override string ToString() => $"{Method} {Path}";

    /// <summary>Asks for a JSON object.</summary>
    public static ApiRequest<T> Get<T>(FormattableString path, JsonTypeInfo<T> result) =>
        new(result) { Path = ApiPath.Format(path) };

    /// <summary>Asks for bytes: a log or a file.</summary>
    public static ApiRequest GetBytes(FormattableString path) =>
        new() { Path = ApiPath.Format(path), Accept = "application/octet-stream", MayLeaveOrigin = true };

    /// <summary>Asks for bytes at a pre-signed address, without credentials: it holds its own, and belongs to another host.</summary>
    /// <exception cref="ArgumentException">The address is neither https, nor http to a loopback address.</exception>
    public static ApiRequest Download(Uri address)
    {
        return address.IsAbsoluteUri && HttpTransport.IsSafe(address)
            ? new ApiRequest { Path = "(pre-signed address)", Address = address, Anonymous = true, Accept = "*/*", MayLeaveOrigin = true }
            : throw new ArgumentException("The pre-signed address is neither https, nor http to a loopback address.");
    }

    /// <summary>Creates something; answered with what was made.</summary>
    public static ApiRequest<T> Post<TBody, T>(FormattableString path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> result) =>
        new(result)
        {
            Method = HttpMethod.Post,
            Path = ApiPath.Format(path),
            Body = JsonSerializer.SerializeToUtf8Bytes(body, bodyType),
        };

    /// <summary>Replaces something; answered with what it is now.</summary>
    public static ApiRequest<T> Put<TBody, T>(FormattableString path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> result) =>
        new(result)
        {
            Method = HttpMethod.Put,
            Path = ApiPath.Format(path),
            Body = JsonSerializer.SerializeToUtf8Bytes(body, bodyType),
        };

    /// <summary>Removes something.</summary>
    public static ApiRequest Delete(FormattableString path) => new() { Method = HttpMethod.Delete, Path = ApiPath.Format(path) };

    /// <summary>Asks for an action without a body or an answer.</summary>
    public static ApiRequest Post(FormattableString path) =>
        new() { Method = HttpMethod.Post, Path = ApiPath.Format(path) };

    private protected KeyValuePair<string, string>[] Append(string name, string value) => [.. Query, new(name, value)];
}

/// <summary>A request whose answer is a <typeparamref name="T"/>.</summary>
/// <param name="ResultType">How the answer is read.</param>
internal sealed record ApiRequest<T>(JsonTypeInfo<T> ResultType) : ApiRequest
{
    /// <summary>Whether an answer is about what the request is about; null when that cannot be told.</summary>
    internal Func<T, bool>? IsMeant { get; init; }

    /// <summary>Adds a query parameter; a null value adds nothing.</summary>
    public new ApiRequest<T> With(string name, string? value) => value is null ? this : this with { Query = Append(name, value) };
}
