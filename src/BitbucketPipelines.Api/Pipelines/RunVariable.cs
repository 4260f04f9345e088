namespace BitbucketPipelines.Api.Models;

/// <summary>A variable of one run. The server never returns it.</summary>
internal sealed class RunVariable
{
    /// <summary>The name: letters, digits and underscores. It does not start with a digit.</summary>
    public string Key { get; set; } = "";

    /// <summary>The value.</summary>
    public string Value { get; set; } = "";

    /// <summary>Whether the value is masked in logs. Null means false.</summary>
    public bool? Secured { get; set; }

    /// <summary>The name. The value is omitted, because it may be a secret.</summary>
    public override string ToString() => Key;
}
