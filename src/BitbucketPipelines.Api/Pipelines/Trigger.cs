namespace BitbucketPipelines.Api.Models;

/// <summary>What started a run or a step.</summary>
internal sealed class Trigger : BitbucketObject
{
    /// <summary>The name from the server; null when it sends none.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// The name, otherwise the last word of the type: PUSH, MANUAL or SCHEDULE for a run; AUTOMATIC, MANUAL or REDEPLOY for a step.
    /// </summary>
    public override string ToString() =>
        Name ?? (Type is { } type ? type.Substring(type.LastIndexOf('_') + 1).ToUpperInvariant() : "");
}
