using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api;

/// <summary>
/// Turns an error response into a <see cref="BitbucketApiException"/>. Accepts every shape that Bitbucket is known to send: <c>type</c>
/// may be missing, <c>detail</c> may be a string or an object, the values of <c>fields</c> may be strings or lists, and the body may not
/// be JSON.
/// </summary>
internal static class ErrorReader
{
    /// <summary>The limit for reading an error body, in bytes. Error pages of 25 KB of HTML have been seen.</summary>
    private const int LargestBody = 64 * 1024;

    /// <summary>Control characters, line separators and marks that change the text direction.</summary>
    private static readonly Regex s_controls = new("[\\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]+",
        RegexOptions.CultureInvariant);

    public static async Task<BitbucketApiException> ReadAsync(
        ApiRequest request, HttpResponseMessage response, TimeSpan? retryAfter, Redactor redactor, CancellationToken cancellationToken)
    {
        byte[] body = await ReadBodyAsync(response.Content, cancellationToken).ConfigureAwait(false);
        if (TryParse(body, out JsonDocument? document))
        {
            using (document)
            {
                try
                {
                    return Make(request, response, retryAfter, document!.RootElement, body.Length, redactor.Clean);
                }
                catch (InvalidOperationException)
                {
                    // Strings are decoded only when they are read; these bytes are not valid UTF-8.
                }
            }
        }

        return Make(request, response, retryAfter, default, body.Length, redactor.Clean);
    }

    private static BitbucketApiException Make(
        ApiRequest request, HttpResponseMessage response, TimeSpan? retryAfter, JsonElement root, int length, Func<string, string> clean)
    {
        JsonElement error = Property(root, "error");
        JsonElement detail = Property(error, "detail");
        string? message = Text(error) ?? Text(Property(error, "message"));
        string? key = Text(Property(Property(error, "data"), "key"));
        // OAuth has its own error format: a code in `error` and a text in `error_description`.
        string? detailText = Text(detail) ?? (Text(error) is null ? null : Text(Property(root, "error_description")));
        if (error.ValueKind == JsonValueKind.Undefined && Text(Property(root, "key")) is { } bare)
        {
            // Some Pipelines services send the error without the `error` envelope.
            message = Text(Property(root, "message"));
            key = message is null ? null : bare;
        }

        message = Cleaned(message);
        detailText = Cleaned(detailText);
        Dictionary<string, string> fields = Fields(Property(error, "fields"), clean);
        string[] required = StringList(Property(detail, "required"));
        string[] granted = StringList(Property(detail, "granted"));
        return new BitbucketApiException(
            Describe(response.StatusCode, message, detailText, fields, length, response.Content.Headers.ContentType))
        {
            Kind = ApiErrorKind.Status,
            Status = response.StatusCode,
            Request = request.ToString(),
            ServerMessage = message,
            Detail = detailText,
            DataKey = Cleaned(key),
            Fields = fields,
            RequiredScopes = required.Length > 0 ? required : TokenScopeHeaders.Accepted(response.Headers),
            GrantedScopes = granted.Length > 0 ? granted : TokenScopeHeaders.Granted(response.Headers),
            RetryAfter = retryAfter,
            WholeLength = response.Content.Headers.ContentRange?.Length,
            IsBitbucketError = error.ValueKind == JsonValueKind.Object,
        };

        string? Cleaned(string? text) => text is null ? null : clean(text);
    }

    private static string Describe(
        HttpStatusCode status, string? message, string? detail, Dictionary<string, string> fields, int length, MediaTypeHeaderValue? type)
    {
        if (message is null && detail is null)
        {
            string what = length == 0
                ? "an empty answer"
                : $"an answer that is not Bitbucket JSON ({type?.MediaType ?? "no media type"}, {Counted.Of(length, "byte")}, not shown)";
            return status == (HttpStatusCode)429
                ? "Rate limit for this resource has been exceeded (429)."
                : $"The server answered {(int)status}{Name(status)} with {what}.";
        }

        // `detail` is specific, `message` is often generic.
        var parts = new List<string>();
        foreach (string? part in (string?[])[message, detail, .. fields.Select(f => $"{f.Key}: {f.Value}")])
        {
            string text = OneLine(part);
            if (text.Length > 0 && !parts.Any(p => p.Contains(text)))
            {
                parts.Add(text.TrimEnd('.'));
            }
        }

        return $"{string.Join(": ", parts)} ({(int)status}).";
    }

    private static string Name(HttpStatusCode status) => status.ToString() is { } name && !char.IsDigit(name[0]) ? " " + name : "";

    /// <summary>
    /// Puts the text on one line without control characters, because scripts print the message of an exception unchanged.
    /// </summary>
    private static string OneLine(string? text) => s_controls.Replace(text ?? "", " ").Trim();

    private static Dictionary<string, string> Fields(JsonElement fields, Func<string, string> clean)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        if (fields.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty field in fields.EnumerateObject())
            {
                string text = Text(field.Value) ?? string.Join("; ", StringList(field.Value));
                if (text.Length > 0)
                {
                    result[clean(field.Name)] = clean(text);
                }
            }
        }

        return result;
    }

    private static string[] StringList(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(Text).OfType<string>()] : [];

    private static string? Text(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static JsonElement Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : default;

    private static bool TryParse(byte[] body, out JsonDocument? document)
    {
        document = null;
        var reader = new Utf8JsonReader(body);
        try
        {
            return JsonDocument.TryParseValue(ref reader, out document);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task<byte[]> ReadBodyAsync(HttpContent content, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LargestBody];
        int length = 0;
        int read;
        try
        {
            using Stream stream = await HttpContentReader.OpenAsync(content, cancellationToken).ConfigureAwait(false);
            while (length < buffer.Length
                && (read = await stream.ReadAsync(buffer, length, buffer.Length - length, cancellationToken).ConfigureAwait(false)) > 0)
            {
                length += read;
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The status is known; an incomplete error body does not matter.
        }

        Array.Resize(ref buffer, length);
        return buffer;
    }
}
