namespace BitbucketPipelines.Api.Variables;

/// <summary>A variable that should be written. It comes from a file, the pipeline or another scope.</summary>
/// <param name="Name">The name, case-sensitive.</param>
/// <param name="Value">The value; null when it is unknown, like that of a secured variable, which Bitbucket never returns.</param>
/// <param name="Secured">Whether the variable is secured; null when this is not specified.</param>
/// <param name="Line">The line number in the file, from 1; 0 when there is no file.</param>
/// <param name="Place">The place according to the file; null when the file does not contain it.</param>
internal sealed record VariableEntry(string Name, string? Value, bool? Secured, int Line = 0, VariablePlace? Place = null)
{
    /// <summary>The secret of a vault that contains the value of a secured variable; null when it is not specified.</summary>
    public SecretReference? Reference { get; init; }

    /// <summary>The entry of a variable of another scope. The value of a secured variable is unknown.</summary>
    public static VariableEntry Of(Models.Variable variable) =>
        new(variable.Name ?? "", variable.Secured ? null : variable.Value ?? "", variable.Secured);

    /// <summary>The name only, because the value may be a secret.</summary>
    public override string ToString() => Name;
}

/// <summary>A secret of a vault of the module Microsoft.PowerShell.SecretManagement.</summary>
/// <param name="Name">The name of the secret.</param>
/// <param name="Vault">The vault; null for the default vault.</param>
internal sealed record SecretReference(string Name, string? Vault);
