using System.Text;

namespace BitbucketPipelines.Tests;

/// <summary>A request that <see cref="StubHandler"/> received.</summary>
internal sealed class StubRequest
{
    private StubRequest(HttpRequestMessage message, string? body)
    {
        Method = message.Method.Method;
        Uri = message.RequestUri!;
        Body = body;
        ContentType = message.Content?.Headers.ContentType?.ToString();
        foreach (KeyValuePair<string, IEnumerable<string>> header in message.Headers)
        {
            Headers[header.Key] = string.Join(", ", header.Value);
        }
    }

    public string Method { get; }

    public Uri Uri { get; }

    public string? Body { get; }

    public string? ContentType { get; }

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public string? Authorization => Headers.GetValueOrDefault("Authorization");

    public string? Range => Headers.GetValueOrDefault("Range");

    public string? Accept => Headers.GetValueOrDefault("Accept");

    /// <summary>The path relative to the root of the API, encoded. For another host, the whole URL without the query.</summary>
    public string Path => Uri.GetLeftPart(UriPartial.Path) is var all && all.StartsWith(TestApi.ApiRoot, StringComparison.Ordinal)
        ? all[TestApi.ApiRoot.Length..]
        : all;

    /// <summary>The values of a query parameter, decoded.</summary>
    public string[] Query(string name) =>
        [.. Parameters.Where(p => p.Name == name).Select(p => p.Value)];

    public (string Name, string Value)[] Parameters =>
        [.. Uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2))
            .Select(p => (Uri.UnescapeDataString(p[0]), p.Length > 1 ? Uri.UnescapeDataString(p[1]) : ""))];

    public override string ToString() => $"{Method} {Path}{Uri.Query}";

    public static async Task<StubRequest> ReadAsync(HttpRequestMessage message) =>
        new(message,
            message.Content is null ? null : Encoding.UTF8.GetString(await message.Content.ReadAsByteArrayAsync().ConfigureAwait(false)));
}
