using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>All that a new run is made from, whoever asks for it.</summary>
internal sealed record RunRequest(RunTarget Target, Selector Selector, RunScript Script, EmulatorUser Creator, DateTimeOffset CreatedOn)
{
    public string Trigger { get; init; } = "MANUAL";

    public IReadOnlyList<RunVariable> Variables { get; init; } = [];

    public JsonObject? RawTarget { get; init; }

    public JsonObject? RawState { get; init; }
}
