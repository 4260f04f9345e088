namespace BitbucketPipelines.Api.Models;

/// <summary>The keys of a workspace (a JSON Web Key Set).</summary>
internal sealed class OidcKeySet : BitbucketObject
{
    /// <summary>The keys.</summary>
    public List<OidcKey>? Keys { get; set; }
}
