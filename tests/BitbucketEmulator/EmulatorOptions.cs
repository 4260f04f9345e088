namespace BitbucketEmulator;

/// <summary>How an emulator starts.</summary>
public sealed class EmulatorOptions
{
    /// <summary>Port of the API on loopback; 0 takes a free one. The storage port is always a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where all times come from.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How many times faster than that clock the emulator's time runs.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>False: an empty world, without workspace and credentials.</summary>
    public bool Seed { get; init; } = true;

    /// <summary>Items per page when the client does not say.</summary>
    public int DefaultPageLength { get; init; } = 10;
}
