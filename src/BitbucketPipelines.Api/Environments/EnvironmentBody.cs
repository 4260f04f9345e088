namespace BitbucketPipelines.Api.Models;

/// <summary>The body that creates an environment. The type must be an object; a string is refused.</summary>
internal sealed class EnvironmentBody
{
    public string Name { get; set; } = "";

    /// <summary>The type, by name: Test, Staging or Production.</summary>
    public EnvironmentKind? EnvironmentType { get; set; }
}
