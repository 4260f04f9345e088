namespace BitbucketPipelines.Api.Ssh;

/// <summary>An object with the public key of a host.</summary>
public interface IHostKey
{
    /// <summary>The host in known_hosts format: <c>host</c> or <c>[host]:port</c>.</summary>
    string? Name { get; }

    /// <summary>The key type, such as <c>ssh-ed25519</c>.</summary>
    string? KeyType { get; }

    /// <summary>The key, base64.</summary>
    string? Key { get; }
}
