using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace BitbucketEmulator;

/// <summary>One request as a handler sees it: everything is read already, so that a handler is a plain function under the lock.</summary>
internal sealed class EmulatorRequest
{
    private static readonly JsonDocumentOptions s_tolerant = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    private DateTimeOffset? _now;

    public required EmulatorState State { get; init; }

    public required string Method { get; init; }

    /// <summary>The path as it came over the wire, not decoded: the brace rules need it.</summary>
    public required string RawPath { get; init; }

    public required QueryParameters Query { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    /// <summary>Whether the request came as to a proxy, with the whole address.</summary>
    public bool IsProxied { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>Decoded values of the holes of the route's template.</summary>
    public IReadOnlyDictionary<string, string> Holes { get; set; } = new Dictionary<string, string>();

    public Credential? Credential { get; set; }

    /// <summary>One moment for the whole answer: that of the first look, after any delay.</summary>
    public DateTimeOffset Now => _now ??= State.Now;

    public string this[string hole] => Holes[hole];

    public string? Header(string name)
    {
        string? value = Headers[name].ToString();
        return string.IsNullOrEmpty(value) ? null : value;
    }

    public string BodyText => Encoding.UTF8.GetString(Body);

    /// <summary>The body as JSON; null when there is no body, <see cref="JsonException"/> when it is something else.</summary>
    public JsonNode? ReadJson() => Body.Length == 0 ? null : JsonNode.Parse(Body, documentOptions: s_tolerant);
}
