namespace BitbucketEmulator;

/// <summary>Answers of the real service that tests want often (sections 2.7 and 2.8).</summary>
public static class FaultPresets
{
    private const string RateLimitText = "Rate limit for this resource has been exceeded";

    private static readonly Dictionary<string, Fault> s_presets = new()
    {
        ["429-text"] = new Fault { Status = 429, ContentType = "text/plain", Body = RateLimitText },
        ["429-json"] = new Fault
        {
            Status = 429,
            ContentType = "application/json",
            Body = "{\"type\":\"error\",\"error\":{\"message\":\"" + RateLimitText + "\"}}",
        },
        ["429-retry-after"] = Limited("Retry-After", "2"),
        ["429-reset"] = Limited("X-RateLimit-Reset", "2"),
        ["html-404"] = new Fault { Status = 404, ContentType = "text/html; charset=utf-8", Body = HtmlNotFound.Text },
    };

    public static IReadOnlyCollection<string> Names => s_presets.Keys;

    /// <summary>A preset to change with <c>with</c>.</summary>
    public static Fault Get(string name) =>
        s_presets.GetValueOrDefault(name) ?? throw new ControlException($"preset '{name}' is none of {string.Join(", ", Names)}");

    /// <summary>The limit is a list, and the reset counts seconds from now.</summary>
    private static Fault Limited(string header, string value) => new()
    {
        Status = 429,
        ContentType = "text/plain",
        Body = RateLimitText,
        Headers = new Dictionary<string, string> { ["X-RateLimit-Limit"] = "60, 60;w=3600", [header] = value },
    };
}
