using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>All that a new run is made from, whoever asks for it.</summary>
internal sealed record RunRequest(
    EmulatedTarget Target, Selector Selector, RunScript Script, EmulatorUser Creator, DateTimeOffset CreatedOn)
{
    public string Trigger { get; init; } = "MANUAL";

    public IReadOnlyList<EmulatedRunVariable> Variables { get; init; } = [];

    public JsonObject? RawTarget { get; init; }

    public JsonObject? RawState { get; init; }
}
