using System.Text;

namespace BitbucketEmulator;

/// <summary>One version of a cache.</summary>
public sealed record EmulatedCache(string Name)
{
    public string Path { get; init; } = "node_modules";

    public string KeyHash { get; init; } = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>What the list says; null: as long as the content is. Only a content that is made up follows it.</summary>
    public long? Size { get; init; }

    /// <summary>Null: bytes that are made up, as many as <see cref="Size"/>, 64 MiB at the most.</summary>
    public string? Content { get; init; }

    public double AgeSeconds { get; init; }

    internal long ListedSize => Size ?? GetBytes().Length;

    /// <summary>The same bytes for the same name and size, and no two neighbours alike, so that a wrong resumption shows.</summary>
    internal byte[] GetBytes()
    {
        if (Content is not null)
        {
            return Encoding.UTF8.GetBytes(Content);
        }

        var bytes = new byte[Math.Min(Size ?? 100_000, 64 << 20)];
        uint state = (uint)(Name.Length + 1) * 2654435761u;
        for (int i = 0; i < bytes.Length; i++)
        {
            state = (state * 1664525u) + 1013904223u;
            bytes[i] = (byte)(state >> 24);
        }

        return bytes;
    }
}
