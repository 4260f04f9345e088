using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>The recorded facts of one run; <see cref="RunTimeline"/> computes all else from them and the time.</summary>
internal sealed class PipelineRun
{
    private readonly Dictionary<int, DateTimeOffset> _manualStarts = [];

    public required EmulatedRepository Repository { get; init; }

    public required string Uuid { get; init; }

    public required int BuildNumber { get; init; }

    public required DateTimeOffset CreatedOn { get; init; }

    public required RunScript Script { get; init; }

    public required EmulatedTarget Target { get; init; }

    public required Selector Selector { get; init; }

    public required EmulatorUser Creator { get; init; }

    /// <summary>PUSH, MANUAL, SCHEDULE or PARENT_STEP.</summary>
    public required string Trigger { get; init; }

    public required IReadOnlyList<StepIdentity> Steps { get; init; }

    public IReadOnlyList<EmulatedRunVariable> Variables { get; init; } = [];

    /// <summary>Sent in place of the target, to show a client a kind it has never seen.</summary>
    public JsonObject? RawTarget { get; init; }

    /// <summary>Sent in place of the state.</summary>
    public JsonObject? RawState { get; init; }

    public DateTimeOffset? StopRequestedAt { get; set; }

    public DateTimeOffset? ManualStart(int step) => _manualStarts.TryGetValue(step, out DateTimeOffset at) ? at : null;

    public void StartManually(int step, DateTimeOffset at) => _manualStarts[step] = at;
}
