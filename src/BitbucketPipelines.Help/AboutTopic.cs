namespace BitbucketPipelines.Help;

/// <summary>An about topic, as text.</summary>
internal sealed record AboutTopic(string File, string Text)
{
    public const string General = "about_BitbucketPipelines";

    private const string Ending = ".help.txt";

    /// <summary>What is given to Get-Help.</summary>
    public string Name => Path.GetFileName(File)[..^Ending.Length];

    public IReadOnlyList<string> Lines => Text.Split('\n');

    public static IReadOnlyList<AboutTopic> ReadAll(string folder) =>
        [.. Directory.GetFiles(folder, "about_*" + Ending).Order(StringComparer.Ordinal)
            .Select(f => new AboutTopic(f, System.IO.File.ReadAllText(f).Replace("\r\n", "\n")))];
}
