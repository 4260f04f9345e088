using System.Globalization;

namespace BitbucketEmulator;

/// <summary>A strong ETag of a body. FNV-1a: no need of cryptography here, whose first use costs more than the whole request.</summary>
internal static class EntityTag
{
    public static string Of(ReadOnlySpan<byte> body)
    {
        ulong hash = 14695981039346656037;
        foreach (byte item in body)
        {
            hash = (hash ^ item) * 1099511628211;
        }

        return "\"" + hash.ToString("x16", CultureInfo.InvariantCulture) + "\"";
    }
}
