namespace BitbucketPipelines.Api.Yaml;

/// <summary>A YAML document that was read, as far as it could be read.</summary>
/// <param name="Root">The whole document; null when there is none, or when it could not be read.</param>
/// <param name="Problems">What is wrong with it as YAML.</param>
internal sealed record YamlTree(YamlNode? Root, IReadOnlyList<YamlProblem> Problems)
{
    /// <summary>A longer text is not read. Bitbucket names no limit; files of people have a few thousand characters.</summary>
    public const int MaxLength = 1_000_000;

    /// <summary>A document that is nested more deeply is not read.</summary>
    public const int MaxDepth = 100;

    /// <summary>A document with more entries, after merging, is not read.</summary>
    public const int MaxEntries = 200_000;

    /// <summary>Further problems are not told.</summary>
    public const int MaxProblems = 1_000;

    /// <summary>Reads a text.</summary>
    public static YamlTree Read(string text)
    {
        if (text.Length > MaxLength)
        {
            return new YamlTree(null, [new YamlProblem(1, 1, "limit", FormattableString.Invariant(
                $"The text has {Counted.Of(text.Length, "character")}. More than {MaxLength:n0} are not read."))]);
        }

        return YamlLibrary.NewParser().Parse(text.Length > 0 && text[0] == '\ufeff' ? text.Substring(1) : text);
    }
}

/// <summary>Reads YAML. Made by <see cref="YamlLibrary"/>.</summary>
internal interface IYamlParser
{
    /// <summary>Reads a document. A parser reads only one.</summary>
    YamlTree Parse(string text);
}
