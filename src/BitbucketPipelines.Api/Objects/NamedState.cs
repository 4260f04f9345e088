namespace BitbucketPipelines.Api.Models;

/// <summary>
/// A state, a stage or a result. The words are the server's and may grow, so they are texts:
/// state PARSING, PENDING, READY, IN_PROGRESS, COMPLETED; stage RUNNING, PAUSED, HALTED, PENDING;
/// result SUCCESSFUL, FAILED, ERROR, STOPPED, EXPIRED, NOT_RUN.
/// </summary>
public sealed class NamedState : BitbucketObject
{
    /// <summary>The word.</summary>
    public string? Name { get; set; }

    /// <summary>The stage of a state that goes on.</summary>
    public NamedState? Stage { get; set; }

    /// <summary>The result of a completed state.</summary>
    public NamedState? Result { get; set; }

    /// <summary>Why the result is ERROR.</summary>
    public StateError? Error { get; set; }

    /// <summary>The word.</summary>
    public override string ToString() => Name ?? "";
}
