using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api.Yaml;

/// <summary>
/// The part of JSON Schema that the facts and the published schema of bitbucket-pipelines.yml use. Made by <see cref="SchemaReader"/>.
/// </summary>
internal sealed class Schema
{
    /// <summary>The schema that this one refers to.</summary>
    public Schema? Reference { get; set; }

    /// <summary>The allowed types, as JSON Schema names them; empty for all.</summary>
    public IReadOnlyList<string> Types { get; set; } = [];

    /// <summary>The keys of a map.</summary>
    public Dictionary<string, Schema> Properties { get; } = new(StringComparer.Ordinal);

    /// <summary>The keys that a map must have.</summary>
    public IReadOnlyList<string> Required { get; set; } = [];

    /// <summary>Whether a map has no other keys than those in <see cref="Properties"/>.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Whether a map may have any other key.</summary>
    public bool IsOpen { get; set; }

    /// <summary>What the values of other keys are.</summary>
    public Schema? Others { get; set; }

    /// <summary>What the items of a list are.</summary>
    public Schema? Items { get; set; }

    /// <summary>The allowed texts; null for all.</summary>
    public IReadOnlyList<string>? Values { get; set; }

    /// <summary>The pattern of a text.</summary>
    public Regex? Pattern { get; set; }

    /// <summary>Of these, one must fit.</summary>
    public List<Schema> Choices { get; } = [];

    /// <summary>All of these must fit.</summary>
    public List<Schema> Parts { get; } = [];

    /// <summary>What must not fit.</summary>
    public Schema? Not { get; set; }

    /// <summary>Limits by the name of their keyword, such as <c>maxItems</c>.</summary>
    public Dictionary<string, double> Limits { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is said, so that everything fits.</summary>
    public bool IsEmpty => Reference is null && Types.Count == 0 && Properties.Count == 0 && Required.Count == 0 && Values is null
        && Choices.Count == 0 && Parts.Count == 0 && Not is null && Limits.Count == 0 && Pattern is null && Items is null;
}
