using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>An answer as a value. JSON stays a tree until it is written, so that <c>fields=</c> can still cut it.</summary>
internal sealed class EmulatorResponse
{
    private const string JsonType = "application/json; charset=utf-8";

    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly byte[] _body;

    private EmulatorResponse(int status, string? contentType, byte[] body, JsonNode? json = null)
    {
        Status = status;
        ContentType = contentType;
        _body = body;
        Json = json;
    }

    public int Status { get; }

    public string? ContentType { get; }

    public JsonNode? Json { get; private set; }

    public List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>True: goes out with a strong ETag, and as 304 to one who has it already.</summary>
    public bool Tagged { get; private set; }

    public static EmulatorResponse FromJson(int status, JsonNode json) => new(status, JsonType, [], json);

    public static EmulatorResponse Ok(JsonNode json) => FromJson(200, json);

    /// <summary>201 with the address of the new item of the list that was posted to.</summary>
    public static EmulatorResponse Created(EmulatorRequest request, string uuid, JsonNode json)
    {
        string path = request.RawPath.Trim('/') + "/" + Uri.EscapeDataString(uuid);
        return FromJson(201, json).With("Location", new Uri(request.State.SiteUri, path).AbsoluteUri);
    }

    public static EmulatorResponse Empty(int status) => new(status, null, []);

    public static EmulatorResponse Text(int status, string text, string contentType = "text/plain; charset=utf-8") =>
        new(status, contentType, Encoding.UTF8.GetBytes(text));

    public static EmulatorResponse Bytes(int status, byte[] body, string contentType) => new(status, contentType, body);

    public EmulatorResponse With(string header, string value)
    {
        Headers.RemoveAll(item => item.Key.Equals(header, StringComparison.OrdinalIgnoreCase));
        Headers.Add(new(header, value));
        return this;
    }

    public EmulatorResponse WithTag()
    {
        Tagged = true;
        return this;
    }

    public void ReplaceJson(JsonNode json) => Json = json;

    public byte[] GetBody() => Json is null ? _body : Encoding.UTF8.GetBytes(Json.ToJsonString(s_json));
}
