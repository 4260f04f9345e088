namespace BitbucketPipelines.Api;

/// <summary>Random numbers that spread the retries of many clients. Not for cryptography.</summary>
internal static class Jitter
{
#if NETSTANDARD2_0
    private static readonly Random s_random = new();
#endif

    /// <summary>A number from 0 to 1.</summary>
#pragma warning disable CA5394 // not a secret
    public static double Next()
    {
#if NETSTANDARD2_0
        lock (s_random)
        {
            return s_random.NextDouble();
        }
#else
        return Random.Shared.NextDouble();
#endif
    }
#pragma warning restore CA5394
}
