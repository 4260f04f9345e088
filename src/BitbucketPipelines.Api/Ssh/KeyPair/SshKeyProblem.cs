namespace BitbucketPipelines.Api.Ssh;

/// <summary>Why a key cannot be used.</summary>
internal enum SshKeyProblem
{
    /// <summary>It cannot be read as what it should be.</summary>
    Unreadable,

    /// <summary>It has a passphrase.</summary>
    Encrypted,

    /// <summary>It is something else: the public key, a certificate, a key of PuTTY.</summary>
    OtherKind,
}
