using System.Text.Json;
using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Settings;

/// <summary>A part of a setting file. Properties that are not known are kept, so that they can be reported.</summary>
internal abstract class SettingFilePart
{
    /// <summary>The properties that are not known.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>A setting file.</summary>
internal sealed class SettingFileBody : SettingFilePart
{
    public int Version { get; set; }

    public List<RepositoryPart?>? Repositories { get; set; }
}

/// <summary>The settings of a repository. A missing part means that the file does not say anything about it.</summary>
internal sealed class RepositoryPart : SettingFilePart
{
    public string? Workspace { get; set; }

    public string? Repository { get; set; }

    public bool? PipelinesEnabled { get; set; }

    public long? NextBuildNumber { get; set; }

    public string? SshPublicKey { get; set; }

    public List<VariablePart?>? Variables { get; set; }

    public List<EnvironmentPart?>? Environments { get; set; }

    public List<KnownHostPart?>? KnownHosts { get; set; }

    public List<SchedulePart?>? Schedules { get; set; }
}

/// <summary>A variable. The value of a secured one is never written.</summary>
internal sealed class VariablePart : SettingFilePart
{
    public string? Name { get; set; }

    public string? Value { get; set; }

    public bool? Secured { get; set; }

    /// <summary>The name of the secret that contains the value of a secured variable.</summary>
    public string? Secret { get; set; }

    /// <summary>The vault of the secret; null for the default vault.</summary>
    public string? Vault { get; set; }
}

/// <summary>A deployment environment.</summary>
internal sealed class EnvironmentPart : SettingFilePart
{
    public string? Name { get; set; }

    public string? Type { get; set; }

    public bool? AdminOnly { get; set; }

    public List<VariablePart?>? Variables { get; set; }
}

/// <summary>A known host.</summary>
internal sealed class KnownHostPart : SettingFilePart
{
    public string? Name { get; set; }

    public string? PublicKey { get; set; }
}

/// <summary>A schedule.</summary>
internal sealed class SchedulePart : SettingFilePart
{
    public string? Branch { get; set; }

    public string? Custom { get; set; }

    /// <summary><c>default</c> for the default pipeline in place of the pipeline of the branch.</summary>
    public string? Selector { get; set; }

    public string? Cron { get; set; }

    public bool? Enabled { get; set; }
}

/// <summary>The source-generated JSON serialization of setting files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(SettingFileBody))]
internal sealed partial class SettingFileContext : JsonSerializerContext;
