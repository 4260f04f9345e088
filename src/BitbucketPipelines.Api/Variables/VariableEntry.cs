namespace BitbucketPipelines.Api.Variables;

/// <summary>A variable as someone wants it: in a file, in a pipe, or read from another scope.</summary>
/// <param name="Name">The name, case-sensitive: two names that differ in case only are two variables.</param>
/// <param name="Value">The value. Null means that none is given, as with a secured variable, whose value Bitbucket never returns.</param>
/// <param name="Secured">Whether Bitbucket shall hide the value. Null means that nothing is said about it.</param>
/// <param name="Line">The line of the file on which it stands, from 1. 0 when it is of no file.</param>
/// <param name="Place">Where the file says that it stands; null when it does not say.</param>
internal sealed record VariableEntry(string Name, string? Value, bool? Secured, int Line = 0, VariablePlace? Place = null)
{
    /// <summary>A variable that was read. The value of a secured one is not known.</summary>
    public static VariableEntry Of(Models.Variable variable) =>
        new(variable.Name ?? "", variable.Secured ? null : variable.Value ?? "", variable.Secured);

    /// <summary>The name only: the value may be a secret.</summary>
    public override string ToString() => Name;
}
