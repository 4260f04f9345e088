namespace BitbucketEmulator;

/// <summary>Leaves a handler with an error answer from any depth.</summary>
internal sealed class ApiErrorException(ApiResponse response) : Exception($"HTTP {response.Status}")
{
    public ApiResponse Response { get; } = response;
}
