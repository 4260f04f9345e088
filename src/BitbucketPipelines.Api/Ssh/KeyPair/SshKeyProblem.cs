namespace BitbucketPipelines.Api.Ssh;

/// <summary>Why a key cannot be used.</summary>
internal enum SshKeyProblem
{
    /// <summary>The key cannot be parsed or has the wrong type.</summary>
    Unreadable,

    /// <summary>The key has a passphrase.</summary>
    Encrypted,

    /// <summary>The text is something else, such as a public key, a certificate or a PuTTY key.</summary>
    OtherKind,
}
