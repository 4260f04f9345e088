using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Lines that every run writes anew and that never say why it failed: the commit that is built, what git and Docker fetch, and which runner
/// does the work. All lines of such a kind are the same.
/// </summary>
internal static class RitualLine
{
    private const string Beginnings = "HP+reECRUTFSD 0123456789abcdf\t";

    private static readonly Regex s_ritual = new(
        @"^(?:HEAD is now at |Previous HEAD position was )[0-9a-f]{4,}\b"
            + @"|^\+ .*\bgit clone --branch=(?=""|\$|\w)"
            + @"|^(?:remote: )?(?:Enumerating|Counting|Compressing|Receiving|Resolving|Unpacking|Updating) (?:objects|deltas|files): "
            + @"|^(?:remote: )?Total \d+ \(delta "
            + @"|^From (?:https?:|ssh:|git@)"
            + @"|^\s+[*+ ]?\s?(?:\[new (?:branch|tag|ref)\]|[0-9a-f]{7,}\.\.\.?[0-9a-f]{7,})\s|^\s+\* (?:branch|tag)\s"
            + @"|^(?:Updating |Fast-forwarding )[0-9a-f]{7,}\.\."
            + @"|^(?<layer>[0-9a-f]{12}): (?:Pulling fs layer|Waiting|Verifying Checksum|Downloading|Download complete|Extracting"
            + @"|Pull complete|Already exists|Layer already exists|Preparing|Pushing|Pushed|Mounted from \S+)"
            + @"|^(?:Status: (?:Downloaded newer image|Image is up to date) for |Digest: sha256:)"
            + @"|^Runner (?:name|labels|version|uuid)\b",
        RegexOptions.CultureInvariant | RegexOptions.Compiled);

    /// <summary>What all lines of the kind have in common; null for any other line.</summary>
    public static string? KeyOf(string clean)
    {
        // Most lines begin with something else.
        if (clean.Length == 0 || Beginnings.IndexOf(clean[0]) < 0 || s_ritual.Match(clean) is not { Success: true } match)
        {
            return null;
        }

        return match.Groups["layer"].Success ? "(layer)" : match.Value.Length > 8 ? match.Value.Substring(0, 8) : match.Value;
    }
}
