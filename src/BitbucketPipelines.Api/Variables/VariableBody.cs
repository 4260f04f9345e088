namespace BitbucketPipelines.Api.Models;

/// <summary>The body that creates or replaces a variable. PUT needs all three properties together.</summary>
internal sealed class VariableBody
{
    /// <summary>The name.</summary>
    public string Key { get; set; } = "";

    /// <summary>The value.</summary>
    public string Value { get; set; } = "";

    /// <summary>Whether the value is hidden.</summary>
    public bool Secured { get; set; }

    /// <summary>The name only, because the value may be a secret.</summary>
    public override string ToString() => Key;
}
