using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Which pipeline definition a run uses: the words of the body (branches, pull-requests, ..), not those of the filters.</summary>
internal sealed record Selector(string Type, string? Pattern = null)
{
    public static readonly Selector Default = new("default");

    public static readonly string[] KnownTypes = ["branches", "tags", "bookmarks", "default", "custom", "pull-requests"];

    /// <summary>The key of the script, as the control API writes it.</summary>
    public string ScriptKey => Type switch
    {
        "branches" => "branch:" + Pattern,
        "tags" => "tag:" + Pattern,
        "custom" => "custom:" + Pattern,
        "pull-requests" => "pull-requests",
        _ => "default",
    };

    /// <summary>The word of <c>target.selector.type</c> in a filter.</summary>
    public string FilterWord => Type switch
    {
        "branches" => "BRANCH",
        "tags" => "TAG",
        "custom" => "CUSTOM",
        "pull-requests" => "PULLREQUESTS",
        "bookmarks" => "BOOKMARK",
        _ => "DEFAULT",
    };

    /// <summary>Reads a script key: default, custom:NAME, branch:NAME, tag:NAME or pull-requests.</summary>
    public static Selector FromKey(string key)
    {
        int colon = key.IndexOf(':', StringComparison.Ordinal);
        string pattern = colon < 0 ? "" : key[(colon + 1)..];
        return (colon < 0 ? key : key[..colon]) switch
        {
            "default" when colon < 0 => Default,
            "pull-requests" when colon < 0 => new Selector("pull-requests", "**"),
            "custom" when pattern.Length > 0 => new Selector("custom", pattern),
            "branch" when pattern.Length > 0 => new Selector("branches", pattern),
            "tag" when pattern.Length > 0 => new Selector("tags", pattern),
            _ => throw new ControlException($"selector '{key}' is none of default, custom:NAME, branch:NAME, tag:NAME, pull-requests"),
        };
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["type"] = Type };
        if (Pattern is not null)
        {
            json["pattern"] = Pattern;
        }

        return json;
    }
}
