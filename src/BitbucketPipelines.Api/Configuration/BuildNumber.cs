using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Models;

/// <summary>The build number of the next pipeline of a repository.</summary>
public sealed class BuildNumber : RepositoryItem
{
    /// <summary>The build number of the next pipeline.</summary>
    [JsonConverter(typeof(NumberConverter))]
    public long Next { get; set; }

    /// <summary>The build number of the latest pipeline before the change; 0 when there was none, null when it could not be read.</summary>
    [JsonIgnore]
    public long? Latest { get; set; }

    /// <inheritdoc/>
    private protected override string? SettingsPage => "settings";

    /// <summary>The build number of the next pipeline.</summary>
    public override string ToString() => Next.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
