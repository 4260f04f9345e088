namespace BitbucketPipelines.Api.Models;

/// <summary>Why a run or a step could not be carried out.</summary>
public sealed class StateError : BitbucketObject
{
    /// <summary>The machine-readable reason.</summary>
    public string? Key { get; set; }

    /// <summary>The reason in words.</summary>
    public string? Message { get; set; }

    /// <summary>The reason in words.</summary>
    public override string ToString() => Message ?? Key ?? "";
}
