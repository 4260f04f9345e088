namespace BitbucketPipelines.Api.Models;

/// <summary>A command of a step.</summary>
internal sealed class StepCommand : BitbucketObject
{
    /// <summary>The name shown in the log.</summary>
    public string? Name { get; set; }

    /// <summary>The command.</summary>
    public string? Command { get; set; }

    /// <summary>The command.</summary>
    public override string ToString() => Command ?? Name ?? "";
}
