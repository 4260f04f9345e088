namespace BitbucketPipelines;

/// <summary>
/// Where the values of secured variables come from, because Bitbucket never returns them. Values in -SecureValue take precedence.
/// </summary>
public enum SecuredPolicy
{
    /// <summary>Variables without a value are skipped. Their rows give the reason.</summary>
    Skip,

    /// <summary>Variables that exist in the target do not change. The others need a value in -SecureValue.</summary>
    IfMissing,

    /// <summary>The user is prompted for the value, once for each name.</summary>
    Prompt,

    /// <summary>The value is read from a vault of the module Microsoft.PowerShell.SecretManagement.</summary>
    FromVault,
}
