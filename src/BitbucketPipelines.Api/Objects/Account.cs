namespace BitbucketPipelines.Api.Models;

/// <summary>A user or an app.</summary>
internal sealed class Account : BitbucketObject
{
    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The Atlassian account id.</summary>
    public string? AccountId { get; set; }

    /// <summary>The full name.</summary>
    public string? DisplayName { get; set; }

    /// <summary>The short name.</summary>
    public string? Nickname { get; set; }

    /// <summary>The display name, else the nickname or uuid.</summary>
    public override string ToString() => DisplayName ?? Nickname ?? Uuid ?? "";
}
