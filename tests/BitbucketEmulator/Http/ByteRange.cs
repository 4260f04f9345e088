using System.Globalization;

namespace BitbucketEmulator;

/// <summary>One range of bytes: <c>bytes=5-</c>, <c>bytes=5-9</c>, <c>bytes=-5</c>. What cannot be read is ignored (RFC 9110).</summary>
internal static class ByteRange
{
    private const string Octets = "application/octet-stream";

    public static EmulatorResponse Answer(byte[] bytes, string? header)
    {
        if (!TryParse(header, bytes.Length, out long first, out long last))
        {
            return EmulatorResponse.Bytes(200, bytes, Octets);
        }

        // Past the end: "nothing new yet" to one that tails.
        return first >= bytes.Length || last < first
            ? EmulatorResponse.Empty(416).With("Content-Range", $"bytes */{bytes.Length}")
            : EmulatorResponse.Bytes(206, bytes[(int)first..((int)last + 1)], Octets)
                .With("Content-Range", $"bytes {first}-{last}/{bytes.Length}");
    }

    private static bool TryParse(string? header, int length, out long first, out long last)
    {
        (first, last) = (0, length - 1);
        if (header is null || !header.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        string[] parts = header["bytes=".Length..].Trim().Split('-');
        if (parts.Length != 2)
        {
            return false;
        }

        bool hasFirst = TryNumber(parts[0], out long from);
        bool hasLast = TryNumber(parts[1], out long to);
        if (hasFirst && (hasLast || parts[1].Length == 0))
        {
            (first, last) = (from, hasLast ? Math.Min(to, length - 1) : length - 1);
            return !hasLast || to >= from;
        }

        if (parts[0].Length == 0 && hasLast)
        {
            first = to == 0 ? length : Math.Max(0, length - to);
            return true;
        }

        return false;
    }

    private static bool TryNumber(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
