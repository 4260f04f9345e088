using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>
/// Reads and validates success responses. A proxy, a sign-in page or a broken service can also answer with a success status; such a
/// response must not be taken for a pipeline, a list or a completed deletion.
/// </summary>
internal static class AnswerReader
{
    private static readonly UTF8Encoding s_strictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The members that must be present and not empty for a response to count as an object of the type.</summary>
    private static readonly Dictionary<Type, string[]> s_requiredMembers = new()
    {
        [typeof(Account)] = ["uuid"],
        [typeof(BuildNumber)] = ["next"],
        [typeof(CacheContentUri)] = ["uri"],
        [typeof(Commit)] = ["hash"],
        [typeof(Deployment)] = ["uuid"],
        [typeof(DeploymentEnvironment)] = ["uuid"],
        [typeof(KnownHost)] = ["uuid"],
        [typeof(OidcConfiguration)] = ["issuer"],
        [typeof(OidcKeySet)] = ["keys"],
        [typeof(Pipeline)] = ["uuid", "build_number"],
        [typeof(PipelineConfig)] = ["enabled"],
        [typeof(PipelineSchedule)] = ["uuid", "cron_pattern", "target"],
        [typeof(PipelineStep)] = ["uuid"],
        [typeof(PullRequest)] = ["id"],
        [typeof(Repository)] = ["uuid"],
        [typeof(Runner)] = ["uuid"],
        [typeof(TestReport)] = ["number_of_test_cases"],
        [typeof(Variable)] = ["uuid"],
    };

    /// <summary>Reads the object that the request returns.</summary>
    /// <exception cref="BitbucketApiException">The response is not a valid object of that type.</exception>
    public static async Task<T> ReadAsync<T>(ApiRequest<T> request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        CheckStatus(request, response, HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.Accepted);
        using RentedBytes body = await RentBodyAsync(request, response, cancellationToken).ConfigureAwait(false);
        CheckJson(request, response);
        Dictionary<string, JsonTokenType> members = Scan(request, response, body.Bytes, out JsonTokenType root, out bool isError);
        if (root != JsonTokenType.StartObject || isError)
        {
            throw Invalid(request, response, isError ? "an error" : "something that is not an object");
        }

        // A page without 'values' is told by who reads the list.
        if (members.Count == 0 && !typeof(ICheckedPage).IsAssignableFrom(typeof(T)))
        {
            throw Invalid(request, response, "an empty object");
        }

        foreach (string name in s_requiredMembers.TryGetValue(typeof(T), out string[]? required) ? required : [])
        {
            if (!members.ContainsKey(name))
            {
                throw Invalid(request, response, $"an object without '{name}'");
            }
        }

        T result = Deserialize(request, response, body.Bytes, request.ResultType);
        if (result is ICheckedPage { HasInvalidItem: true })
        {
            throw Invalid(request, response, "a list with an invalid item");
        }

        return request.IsMeant is null || request.IsMeant(result)
            ? result
            : throw Invalid(request, response, "an object other than the requested one");
    }

    /// <summary>Reads JSON of unknown shape; an empty body gives an element of the kind Undefined.</summary>
    /// <exception cref="BitbucketApiException">The response is neither JSON nor empty, or is an error.</exception>
    public static async Task<JsonElement> ReadAnyAsync(
        ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        CheckStatus(request, response, HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.Accepted, HttpStatusCode.NoContent);
        using RentedBytes body = await RentBodyAsync(request, response, cancellationToken).ConfigureAwait(false);
        if (body.Length == 0 && (request.IsWrite || response.StatusCode == HttpStatusCode.NoContent))
        {
            return default;
        }

        CheckJson(request, response);
        Scan(request, response, body.Bytes, out _, out bool isError);
        return isError
            ? throw Invalid(request, response, "an error")
            : Deserialize(request, response, body.Bytes, Json.WireContext.Default.JsonElement);
    }

    /// <summary>
    /// Checks the response of a request without a result, such as a deletion: no content, or a JSON object that is not an error.
    /// </summary>
    /// <exception cref="BitbucketApiException">The response is something else, so it did not come from the operation.</exception>
    public static async Task AcceptAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Delete)
        {
            // Bitbucket answers deletions only with 204.
            CheckStatus(request, response, HttpStatusCode.NoContent);
            return;
        }

        CheckStatus(request, response, HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.Accepted, HttpStatusCode.NoContent);
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            return;
        }

        using RentedBytes body = await RentBodyAsync(request, response, cancellationToken).ConfigureAwait(false);
        if (body.Length == 0)
        {
            return;
        }

        CheckJson(request, response);
        Scan(request, response, body.Bytes, out JsonTokenType root, out bool isError);
        if (root != JsonTokenType.StartObject || isError)
        {
            throw Invalid(request, response, isError ? "an error" : "something that is not an object");
        }
    }

    /// <summary>Reads the whole body of a file.</summary>
    /// <exception cref="BitbucketApiException">The response is not a file (a web page, for instance), or it is too large.</exception>
    public static Task<byte[]> ReadBytesAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        CheckFile(request, response);
        return ReadBodyAsync(request, response, cancellationToken);
    }

    /// <summary>Checks by status and content type whether the response can be the requested log or file.</summary>
    /// <exception cref="BitbucketApiException">It cannot.</exception>
    public static void CheckFile(ApiRequest request, HttpResponseMessage response)
    {
        CheckStatus(
            request, response, request.IsWrite
                ? [HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.Accepted, HttpStatusCode.NoContent]
                // 206 is valid only when a range was requested.
                : request.Range is null ? [HttpStatusCode.OK] : [HttpStatusCode.OK, HttpStatusCode.PartialContent]);
        string type = response.Content.Headers.ContentType?.MediaType ?? "";
        bool isPage = type.Equals("text/html", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/xhtml+xml", StringComparison.OrdinalIgnoreCase);
        bool isXml = !isPage && type.EndsWith("xml", StringComparison.OrdinalIgnoreCase);
        // Files of a repository may be HTML, JSON or XML; logs, caches and YAML are not.
        bool mayBeAny = request.Accept == "*/*" && request.Address is null;
        bool mayBePage = mayBeAny && EndsWith(request.Path, ".html", ".htm", ".xhtml");
        if ((isPage && !mayBePage) || ((isXml || HttpTransport.IsJson(response)) && !mayBeAny))
        {
            throw Invalid(request, response, isPage ? "a web page" : isXml ? "XML instead of a file" : "JSON instead of a file");
        }
    }

    private static bool EndsWith(string path, params string[] endings) =>
        endings.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    private static void CheckStatus(ApiRequest request, HttpResponseMessage response, params HttpStatusCode[] expected)
    {
        if (!expected.Contains(response.StatusCode))
        {
            throw Invalid(
                request, response, response.StatusCode == HttpStatusCode.NoContent ? "nothing" : "an unexpected status");
        }
    }

    private static void CheckJson(ApiRequest request, HttpResponseMessage response)
    {
        if (!HttpTransport.IsJson(response))
        {
            throw RequestErrors.NotJson(request, response);
        }
    }

    /// <summary>Reads the whole decompressed body.</summary>
    /// <exception cref="BitbucketApiException">It is too large.</exception>
    internal static async Task<byte[]> ReadBodyAsync(
        ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using RentedBytes body = await RentBodyAsync(request, response, cancellationToken).ConfigureAwait(false);
        return body.ToArray();
    }

    private static async Task<RentedBytes> RentBodyAsync(
        ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken) =>
        await HttpContentReader.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false)
            ?? throw Invalid(
                request, response, $"more than {HttpContentReader.MostInMemory / (1024 * 1024)} MiB, which is not read into memory",
                isTooLarge: true);

    /// <summary>
    /// Reads through the whole JSON text, so that any string that cannot be decoded fails here and not later. Returns the top-level
    /// members that have a value.
    /// </summary>
    private static Dictionary<string, JsonTokenType> Scan(
        ApiRequest request, HttpResponseMessage response, ArraySegment<byte> body, out JsonTokenType root, out bool isError)
    {
        var members = new Dictionary<string, JsonTokenType>(StringComparer.Ordinal);
        root = JsonTokenType.None;
        string? name = null;
        string? type = null;
        try
        {
            _ = s_strictUtf8.GetCharCount(body.Array!, body.Offset, body.Count);
            var reader = new Utf8JsonReader(WithoutBom(body));
            while (reader.Read())
            {
                // The bytes are valid, so only an escape sequence can stand for something that is not a character.
                string? text = reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String
                    && (reader.ValueIsEscaped || reader.CurrentDepth == 1) ? reader.GetString() : null;
                if (reader.CurrentDepth == 0)
                {
                    root = root == JsonTokenType.None ? reader.TokenType : root;
                }
                else if (reader.CurrentDepth == 1 && root == JsonTokenType.StartObject)
                {
                    if (reader.TokenType == JsonTokenType.PropertyName)
                    {
                        name = text;
                    }
                    else if (reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray or JsonTokenType.Null)
                        && text != "")
                    {
                        members[name!] = reader.TokenType;
                        type = name == "type" ? text : type;
                    }
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw RequestErrors.Failed(request, response, new JsonException());
        }

        isError = type == "error"
            || (members.TryGetValue("error", out JsonTokenType error) && error == JsonTokenType.StartObject
            && members.Keys.All(k => k is "type" or "error"));
        return members;
    }

    private static T Deserialize<T>(ApiRequest request, HttpResponseMessage response, ArraySegment<byte> body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(WithoutBom(body), type) ?? throw new JsonException();
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or OverflowException
            or NotSupportedException or ArgumentException)
        {
            throw RequestErrors.Failed(request, response, new JsonException());
        }
    }

    private static ReadOnlySpan<byte> WithoutBom(ReadOnlySpan<byte> body) =>
        body.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? body.Slice(3) : body;

    private static BitbucketApiException Invalid(
        ApiRequest request, HttpResponseMessage response, string what, bool isTooLarge = false) => new(
        $"The server answered {request} with {(int)response.StatusCode} and {what}.")
    {
        Kind = ApiErrorKind.InvalidResponse,
        Status = response.StatusCode,
        Request = request.ToString(),
        IsTooLarge = isTooLarge,
    };
}
