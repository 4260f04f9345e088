namespace BitbucketPipelines.Api.Variables;

/// <summary>A variable as it is wanted.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value; null when none is given, as for a secured variable that could not be read.</param>
/// <param name="Secured">Whether it is to be hidden; null when that is not said.</param>
/// <param name="Line">The line of the file, or 0.</param>
public sealed record VariableEntry(string Name, string? Value, bool? Secured, int Line = 0)
{
    /// <summary>The name only: the value may be a secret.</summary>
    public override string ToString() => Name;
}
