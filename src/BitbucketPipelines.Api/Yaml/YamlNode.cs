namespace BitbucketPipelines.Api.Yaml;

/// <summary>What a part of a YAML document is.</summary>
internal enum YamlKind
{
    /// <summary>A text, a number, true or false, or nothing.</summary>
    Scalar,

    /// <summary>A list.</summary>
    Sequence,

    /// <summary>A map.</summary>
    Mapping,
}

/// <summary>
/// A part of a YAML document and where it begins. What an alias means is the same node in several places, so the tree is a graph without
/// cycles: who walks through it must not visit the same node again and again.
/// </summary>
/// <param name="kind">What it is.</param>
/// <param name="line">The line, starting at 1.</param>
/// <param name="column">The column, starting at 1.</param>
internal sealed class YamlNode(YamlKind kind, int line, int column)
{
    /// <summary>What it is.</summary>
    public YamlKind Kind { get; } = kind;

    /// <summary>The line, starting at 1.</summary>
    public int Line { get; } = line;

    /// <summary>The column, starting at 1.</summary>
    public int Column { get; } = column;

    /// <summary>The text of a scalar.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether a scalar is written without quotes, so that it can be a number, true, false or null.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Whether it stands for an alias that means nothing.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Whether it has an anchor.</summary>
    public bool HasAnchor { get; set; }

    /// <summary>The items of a list.</summary>
    public List<YamlNode> Items { get; } = [];

    /// <summary>The entries of a map, each key once.</summary>
    public List<YamlEntry> Entries { get; } = [];

    /// <summary>Whether there is nothing: an empty value, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull =>
        Kind == YamlKind.Scalar && IsPlain && !IsUnknown && (Text is "" or "~" or "null" or "Null" or "NULL");

    /// <summary>The value of a key of a map; null when there is none.</summary>
    public YamlNode? this[string key] => Entries.Find(e => e.Key.Text == key)?.Value;
}

/// <summary>An entry of a map.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
/// <param name="IsMerged">Whether it comes from another map that was merged.</param>
internal sealed record YamlEntry(YamlNode Key, YamlNode Value, bool IsMerged);
