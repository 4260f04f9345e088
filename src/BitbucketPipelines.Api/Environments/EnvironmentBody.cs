namespace BitbucketPipelines.Api.Models;

/// <summary>The body that makes an environment. Its type has to be an object; a text is refused.</summary>
internal sealed class EnvironmentBody
{
    /// <summary>The name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The type, by its name: Test, Staging or Production.</summary>
    public EnvironmentKind? EnvironmentType { get; set; }
}
