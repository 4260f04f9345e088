using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>A Code Insights report of a commit.</summary>
internal sealed class EmulatedReport(string uuid, string id, string commit, DateTimeOffset createdOn)
{
    private JsonObject _body = [];
    private DateTimeOffset? _updatedOn;

    public string Uuid { get; } = uuid;

    public string Id { get; } = id;

    public string Commit { get; } = commit;

    /// <summary>The annotations by the ids that their creator chose, in the order in which they came.</summary>
    public Dictionary<string, JsonObject> Annotations { get; } = new(StringComparer.Ordinal);

    public static string KeyOf(string commit, string id) => $"{commit}/{id}";

    public void Update(JsonObject body, DateTimeOffset now)
    {
        _body = (JsonObject)body.DeepClone();
        _updatedOn = now;
    }

    public JsonObject ToJson()
    {
        var json = (JsonObject)_body.DeepClone();
        json["type"] = "report";
        json["uuid"] = Uuid;
        json["external_id"] = Id;
        json["created_on"] = Timestamps.Core(createdOn);
        json["updated_on"] = Timestamps.Core(_updatedOn ?? createdOn);
        return json;
    }
}
