using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Models;

/// <summary>The number that the next run of a repository gets.</summary>
public sealed class BuildNumber : RepositoryItem
{
    /// <summary>The number of the next run.</summary>
    [JsonConverter(typeof(NumberConverter))]
    public long Next { get; set; }

    /// <summary>The number of the latest run before it was changed; 0 when there was none, null when that could not be read.</summary>
    [JsonIgnore]
    public long? Latest { get; set; }

    /// <summary>The number of the next run.</summary>
    public override string ToString() => Next.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
