namespace BitbucketPipelines.Api.Models;

/// <summary>The type of a deployment environment.</summary>
internal sealed class EnvironmentKind : BitbucketObject
{
    /// <summary>The name of the type: Test, Staging or Production.</summary>
    public string? Name { get; set; }

    /// <summary>The position among the types.</summary>
    public int? Rank { get; set; }

    /// <summary>The name.</summary>
    public override string ToString() => Name ?? "";
}
