namespace BitbucketPipelines.Api.Models;

/// <summary>A variable of one run. It reaches the build and is never returned.</summary>
internal sealed class RunVariable
{
    /// <summary>The name: letters, digits and underscores, not a digit first.</summary>
    public string Key { get; set; } = "";

    /// <summary>The value.</summary>
    public string Value { get; set; } = "";

    /// <summary>Whether the value is hidden in the log. Null means no.</summary>
    public bool? Secured { get; set; }

    /// <summary>The name only: the value may be a secret.</summary>
    public override string ToString() => Key;
}
