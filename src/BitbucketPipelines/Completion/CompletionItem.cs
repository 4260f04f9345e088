namespace BitbucketPipelines.Completion;

/// <summary>A value that can be completed.</summary>
/// <param name="Text">The value.</param>
/// <param name="Tooltip">What the value alone does not tell; null if there is nothing to add.</param>
internal sealed record CompletionItem(string Text, string? Tooltip = null)
{
    /// <summary>The name of what the value stands for. It is completed to the value too.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the value is inserted as it is: a number for a parameter that takes numbers, or a constant.</summary>
    public bool IsBare { get; init; }

    /// <summary>Joins the parts of a tooltip that have text; null if none has.</summary>
    public static string? Describe(params string?[] parts)
    {
        string text = string.Join(", ", parts.Where(p => !string.IsNullOrEmpty(p)));
        return text.Length == 0 ? null : text;
    }
}
