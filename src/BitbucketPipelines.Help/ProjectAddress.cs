using System.Text.RegularExpressions;

namespace BitbucketPipelines.Help;

/// <summary>Where the sources live, out of the manifest of the module.</summary>
internal static partial class ProjectAddress
{
    /// <summary>The value of ProjectUri in a manifest.</summary>
    public static string Read(string manifest) =>
        Line().Match(File.ReadAllText(manifest)) is { Success: true } found
            ? found.Groups[1].Value
            : throw new InvalidOperationException($"{manifest} has no ProjectUri, which the addresses of the help need.");

    [GeneratedRegex(@"(?m)^\s*ProjectUri\s*=\s*'([^']+)'")]
    private static partial Regex Line();
}
