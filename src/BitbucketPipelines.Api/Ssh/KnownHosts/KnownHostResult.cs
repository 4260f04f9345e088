namespace BitbucketPipelines.Api.Ssh;

/// <summary>What became of one known host.</summary>
public sealed class KnownHostResult : ItemResult
{
    /// <summary>Creates the result.</summary>
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

    /// <summary>The type of the key.</summary>
    public string? KeyType { get; }

    /// <summary>The fingerprint of the key.</summary>
    public string? Fingerprint { get; }

    /// <summary>The fingerprint of the key that was replaced.</summary>
    public string? OldFingerprint { get; }

    /// <summary>The line of the file that it comes from.</summary>
    public int? Line { get; }
}
