namespace BitbucketPipelines.Api.Models;

/// <summary>The body that creates or replaces a variable. All three together: what PUT does with less is not known.</summary>
internal sealed class VariableBody
{
    /// <summary>The name.</summary>
    public string Key { get; set; } = "";

    /// <summary>The value.</summary>
    public string Value { get; set; } = "";

    /// <summary>Whether the value is hidden.</summary>
    public bool Secured { get; set; }

    /// <summary>The name only: the value may be a secret.</summary>
    public override string ToString() => Key;
}
