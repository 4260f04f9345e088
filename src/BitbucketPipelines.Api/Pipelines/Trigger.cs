namespace BitbucketPipelines.Api.Models;

/// <summary>What started a run or a step.</summary>
public sealed class Trigger : BitbucketObject
{
    /// <summary>The word of the server, when it sends one.</summary>
    public string? Name { get; set; }

    /// <summary>The last word of the type: PUSH, MANUAL, SCHEDULE; for a step AUTOMATIC, MANUAL, REDEPLOY.</summary>
    public override string ToString() =>
        Name ?? (Type is { } type ? type.Substring(type.LastIndexOf('_') + 1).ToUpperInvariant() : "");
}
