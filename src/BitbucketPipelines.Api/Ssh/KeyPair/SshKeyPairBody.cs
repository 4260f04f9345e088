namespace BitbucketPipelines.Api.Models;

/// <summary>The body that stores a key pair. Bitbucket needs both keys.</summary>
internal sealed class SshKeyPairBody
{
    /// <summary>The type of the object.</summary>
    public string Type { get; set; } = "pipeline_ssh_key_pair";

    /// <summary>The private key, without a passphrase.</summary>
    public string PrivateKey { get; set; } = "";

    public string PublicKey { get; set; } = "";

    /// <summary>The public key only.</summary>
    public override string ToString() => PublicKey;
}
