using System.Text.Json;
using BitbucketPipelines.Tests.Conventions;

namespace BitbucketPipelines.Tests.Contract;

/// <summary>
/// Atlassian's own description of the operations, where it is at hand: the file that BITBUCKET_OPENAPI names, or
/// <c>shared/reference/bitbucket-pipelines-openapi.json</c> beside the repository.
/// </summary>
internal static class OpenApi
{
    private const string Missing = "Atlassian's OpenAPI file is not at hand; BITBUCKET_OPENAPI can name it.";

    private static readonly Lazy<JsonDocument?> s_document = new(() => Find() is { } file ? JsonDocument.Parse(File.ReadAllText(file)) : null);

    /// <summary>Why tests that need the file are skipped, or null.</summary>
    public static string? Skip => s_document.Value is null ? Missing : null;

    /// <summary>The operations, by their ids.</summary>
    public static IReadOnlyDictionary<string, OpenApiOperation> Operations { get; } = Read();

    private static string? Find() => new[]
    {
        Environment.GetEnvironmentVariable("BITBUCKET_OPENAPI"),
        Path.Combine(Places.Root, "..", "shared", "reference", "bitbucket-pipelines-openapi.json"),
    }.FirstOrDefault(File.Exists);

    private static Dictionary<string, OpenApiOperation> Read()
    {
        var operations = new Dictionary<string, OpenApiOperation>(StringComparer.Ordinal);
        if (s_document.Value is not { } document)
        {
            return operations;
        }

        foreach (JsonProperty path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty method in path.Value.EnumerateObject().Where(m => m.Name is "get" or "put" or "post" or "delete"))
            {
                operations.Add(method.Value.GetProperty("operationId").GetString()!, new OpenApiOperation(
                    method.Name.ToUpperInvariant(),
                    path.Name,
                    [.. Parameters(path.Value).Concat(Parameters(method.Value)).Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()!)],
                    Body(document.RootElement, method.Value)));
            }
        }

        return operations;
    }

    private static IEnumerable<JsonElement> Parameters(JsonElement owner) =>
        owner.TryGetProperty("parameters", out JsonElement list) ? list.EnumerateArray().Where(p => p.TryGetProperty("in", out _)) : [];

    private static OpenApiBody? Body(JsonElement root, JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out JsonElement body))
        {
            return null;
        }

        var properties = new HashSet<string>(StringComparer.Ordinal);
        var required = new HashSet<string>(StringComparer.Ordinal);
        Collect(root, body.GetProperty("content").GetProperty("application/json").GetProperty("schema"), properties, required);
        return new OpenApiBody(properties, required);
    }

    private static void Collect(JsonElement root, JsonElement schema, HashSet<string> properties, HashSet<string> required)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            JsonElement target = root;
            foreach (string part in reference.GetString()!.TrimStart('#', '/').Split('/'))
            {
                target = target.GetProperty(part);
            }

            Collect(root, target, properties, required);
        }

        foreach (JsonElement part in schema.TryGetProperty("allOf", out JsonElement all) ? all.EnumerateArray() : default)
        {
            Collect(root, part, properties, required);
        }

        if (schema.TryGetProperty("properties", out JsonElement own))
        {
            properties.UnionWith(own.EnumerateObject().Select(p => p.Name));
        }

        if (schema.TryGetProperty("required", out JsonElement needed))
        {
            required.UnionWith(needed.EnumerateArray().Select(r => r.GetString()!));
        }
    }
}
