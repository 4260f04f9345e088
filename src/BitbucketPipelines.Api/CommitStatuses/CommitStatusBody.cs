using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>The body of a request that sets the status of a build.</summary>
internal sealed class CommitStatusBody
{
    public string Key { get; set; } = "";

    public string State { get; set; } = "";

    public string Url { get; set; } = "";

    public string? Name { get; set; }

    public string? Description { get; set; }

    [JsonPropertyName("refname")]
    public string? RefName { get; set; }
}
