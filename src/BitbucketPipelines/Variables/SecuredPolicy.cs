namespace BitbucketPipelines;

/// <summary>
/// Where the values of secured variables come from, since Bitbucket never gives them back. -SecureValue is looked at first.
/// </summary>
public enum SecuredPolicy
{
    /// <summary>Those without a value are left out, each with a row that says so.</summary>
    Skip,

    /// <summary>Those that the target has are left as they are; for the others a value must be in -SecureValue.</summary>
    IfMissing,

    /// <summary>The value is asked for, once for each name.</summary>
    Prompt,

    /// <summary>The value is read from a vault of SecretManagement.</summary>
    FromVault,
}
