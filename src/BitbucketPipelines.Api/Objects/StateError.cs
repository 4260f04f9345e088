namespace BitbucketPipelines.Api.Models;

/// <summary>Why a pipeline or a step could not be run.</summary>
internal sealed class StateError : BitbucketObject
{
    /// <summary>The machine-readable error code.</summary>
    public string? Key { get; set; }

    /// <summary>The error message.</summary>
    public string? Message { get; set; }

    /// <summary>The message, else the code.</summary>
    public override string ToString() => Message ?? Key ?? "";
}
