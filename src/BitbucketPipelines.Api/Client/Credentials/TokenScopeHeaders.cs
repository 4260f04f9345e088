using System.Net.Http.Headers;

namespace BitbucketPipelines.Api;

/// <summary>Reads the scopes from response headers, separated by commas or spaces.</summary>
internal static class TokenScopeHeaders
{
    /// <summary>The scopes that the credentials have: <c>X-OAuth-Scopes</c>.</summary>
    public static string[] Granted(HttpResponseHeaders headers) => Read(headers, "X-OAuth-Scopes");

    /// <summary>The scopes that the operation requires: <c>X-Accepted-OAuth-Scopes</c>.</summary>
    public static string[] Accepted(HttpResponseHeaders headers) => Read(headers, "X-Accepted-OAuth-Scopes");

    private static string[] Read(HttpResponseHeaders headers, string name)
    {
        return headers.TryGetValues(name, out IEnumerable<string>? values)
            ? [.. values.SelectMany(v => v.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))]
            : [];
    }
}
