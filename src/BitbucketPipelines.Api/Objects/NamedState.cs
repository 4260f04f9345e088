namespace BitbucketPipelines.Api.Models;

/// <summary>
/// A state, a stage or a result. The server may add values, so they are strings. States: PARSING, PENDING, READY, IN_PROGRESS, COMPLETED.
/// Stages: RUNNING, PAUSED, HALTED, PENDING. Results: SUCCESSFUL, FAILED, ERROR, STOPPED, EXPIRED, NOT_RUN.
/// </summary>
internal sealed class NamedState : BitbucketObject
{
    /// <summary>The name of the state, stage or result.</summary>
    public string? Name { get; set; }

    /// <summary>The stage of a state that is not completed.</summary>
    public NamedState? Stage { get; set; }

    /// <summary>The result of a completed state.</summary>
    public NamedState? Result { get; set; }

    /// <summary>The reason for the result ERROR.</summary>
    public StateError? Error { get; set; }

    /// <summary>The name.</summary>
    public override string ToString() => Name ?? "";
}
