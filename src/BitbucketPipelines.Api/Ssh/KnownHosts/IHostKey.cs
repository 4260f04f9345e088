namespace BitbucketPipelines.Api.Ssh;

/// <summary>What has the key of a host.</summary>
public interface IHostKey
{
    /// <summary>The host as known_hosts has it.</summary>
    string? Name { get; }

    /// <summary>The type of the key.</summary>
    string? KeyType { get; }

    /// <summary>The key in base64.</summary>
    string? Key { get; }
}
