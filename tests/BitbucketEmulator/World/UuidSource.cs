namespace BitbucketEmulator;

/// <summary>Uuids in braces. The same sequence in every emulator, so that a failing test shows the same text twice.</summary>
internal sealed class UuidSource
{
    private ulong _state = 0x9E3779B97F4A7C15;

    public string Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Step());
        BitConverter.TryWriteBytes(bytes[8..], Step());
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes).ToString("B");
    }

    public string NextHash()
    {
        string text = Next() + Next();
        return text.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal)[..40];
    }

    /// <summary>SplitMix64: short, and spreads a counter well.</summary>
    private ulong Step()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong value = _state;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
