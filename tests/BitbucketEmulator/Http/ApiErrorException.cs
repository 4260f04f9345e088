namespace BitbucketEmulator;

/// <summary>Leaves a handler with an error answer from any depth.</summary>
internal sealed class ApiErrorException(EmulatorResponse response) : Exception($"HTTP {response.Status}")
{
    public EmulatorResponse Response { get; } = response;
}
