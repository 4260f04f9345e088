using System.Text;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Yaml;

namespace BitbucketPipelines.Api.Runs;

/// <summary>YAML that is run without being committed, and how.</summary>
/// <param name="Text">The YAML.</param>
/// <param name="Source">The path of its file; null when it was specified as text.</param>
internal sealed record OnDemandYaml(string Text, string? Source)
{
    /// <summary>The maximum size in bytes. A file that is larger is another file.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Whether the defaults of the repository are merged into the YAML.</summary>
    public bool MergesDefaults { get; init; }

    /// <summary>The branch that is created from the target; null for none.</summary>
    public string? BranchToCreate { get; init; }

    /// <summary>
    /// The custom pipelines that the YAML defines; null when they are not known: the YAML cannot be read, or the defaults of the
    /// repository add to it.
    /// </summary>
    public IReadOnlyList<CustomDefinition>? CustomPipelines =>
        new PipelineFile(Text) is { Unreadable: null } file && !MergesDefaults ? file.CustomPipelines : null;

    /// <summary>The names of the custom pipelines, as far as they are known.</summary>
    public IReadOnlyList<string> CustomNames => [.. Runs.CustomPipelines.Find(Text).Select(p => p.Name)];

    /// <summary>Why the text is no YAML, and where; null if it is.</summary>
    public string? Unreadable => new PipelineFile(Text).Unreadable?.ToText();

    /// <summary>Whether the text has nothing but blank lines, comments and document markers.</summary>
    public static bool IsEmpty(string text) => text.TrimStart('\ufeff').Split('\n').Select(line => line.Trim())
        .All(line => line.Length == 0 || line[0] == '#' || line is "---" or "...");

    /// <summary>The size of a text in bytes.</summary>
    public static int SizeOf(string text) => Encoding.UTF8.GetByteCount(text);

    /// <summary>The request that runs the YAML.</summary>
    public OnDemandRequest ToRequest(TriggerRequest trigger) => new()
    {
        Trigger = trigger,
        Yaml = Encoding.UTF8.GetBytes(Text),
        MergesDefaults = MergesDefaults,
        BranchToCreate = BranchToCreate,
    };

    /// <summary>In words: <c>./pipelines.yml (420 bytes)</c>.</summary>
    public override string ToString() => $"{Source ?? "the YAML text"} ({Counted.Of(SizeOf(Text), "byte")})";
}
