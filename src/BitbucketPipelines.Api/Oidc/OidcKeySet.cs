namespace BitbucketPipelines.Api.Models;

/// <summary>The signing keys of a workspace (a JSON Web Key Set).</summary>
internal sealed class OidcKeySet : BitbucketObject
{
    public List<OidcKey>? Keys { get; set; }
}
