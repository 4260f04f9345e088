namespace BitbucketPipelines.Api.Ssh;

/// <summary>The result of a bulk change for one known host.</summary>
public sealed class KnownHostResult : ItemResult
{
    internal KnownHostResult(PlannedKnownHost planned, RepositoryId repository, ItemAction action, string status, string? reason)
        : base(planned?.Name ?? "", repository?.ToString() ?? "", action, status, reason)
    {
        Workspace = repository?.Workspace;
        Repository = repository?.Slug;
        KeyType = planned?.Key?.KeyType ?? planned?.Existing?.KeyType;
        Fingerprint = planned?.Key?.Fingerprint ?? planned?.Existing?.Fingerprint;
        OldFingerprint = action == ItemAction.Update ? planned?.Existing?.Fingerprint : null;
        Line = planned?.Line;
    }

    /// <summary>The key type, such as <c>ssh-ed25519</c>.</summary>
    public string? KeyType { get; }

    /// <summary>The SHA-256 fingerprint of the key.</summary>
    public string? Fingerprint { get; }

    /// <summary>The fingerprint of the replaced key; null when none was replaced.</summary>
    public string? OldFingerprint { get; }

    /// <summary>The line number in the imported file, from 1; null when there is no file.</summary>
    public int? Line { get; }
}
