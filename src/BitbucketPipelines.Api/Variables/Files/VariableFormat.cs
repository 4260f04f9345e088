namespace BitbucketPipelines.Api.Variables;

/// <summary>The formats of variable files.</summary>
public enum VariableFormat
{
    /// <summary>Lines of <c>NAME=value</c>, as shells and Docker read them.</summary>
    Env,

    /// <summary>A table with a header: Name, Value and Secured.</summary>
    Csv,

    /// <summary>An object of names and values, or an array of objects with key, value and secured.</summary>
    Json,

    /// <summary>A PowerShell data file with one hashtable.</summary>
    Psd1,
}
