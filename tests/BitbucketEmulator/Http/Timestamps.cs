using System.Globalization;

namespace BitbucketEmulator;

internal static class Timestamps
{
    /// <summary>
    /// Nine fractional digits, as the pipelines services give them. .NET keeps seven; the last two are made up from
    /// those, so that one instant always reads the same.
    /// </summary>
    public static string Nine(DateTimeOffset time)
    {
        DateTime utc = time.UtcDateTime;
        return utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture)
            + ((utc.Ticks / 7) % 100).ToString("00", CultureInfo.InvariantCulture) + "Z";
    }

    /// <summary>The form of Bitbucket's core: seconds with an offset.</summary>
    public static string Core(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + "+00:00";
}
