using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>The OpenID configuration of a workspace: who issues the tokens of its steps, and how they are signed.</summary>
public sealed class OidcConfiguration : BitbucketObject
{
    /// <summary>The workspace, as it was asked for.</summary>
    [JsonIgnore]
    public string Workspace { get; set; } = "";

    /// <summary>The issuer, as the claim <c>iss</c> of a token names it.</summary>
    public string? Issuer { get; set; }

    /// <summary>
    /// The audience, as the claim <c>aud</c> of a token names it by default. It holds the uuid of the workspace, so it is known only where
    /// the workspace was asked for by that.
    /// </summary>
    [JsonIgnore]
    public string? Audience => Guid.TryParse(Workspace, out Guid uuid) ? $"ari:cloud:bitbucket::workspace/{uuid:D}" : null;

    /// <summary>The address of the keys.</summary>
    public string? JwksUri { get; set; }

    /// <summary>The claims that a token may have.</summary>
    [JsonPropertyName("claims_supported")]
    public string[]? SupportedClaims { get; set; }

    /// <summary>The algorithms that tokens are signed with.</summary>
    [JsonPropertyName("id_token_signing_alg_values_supported")]
    public string[]? SupportedAlgorithms { get; set; }

    /// <summary>The scopes.</summary>
    [JsonPropertyName("scopes_supported")]
    public string[]? SupportedScopes { get; set; }

    /// <summary>The kinds of answers.</summary>
    [JsonPropertyName("response_types_supported")]
    public string[]? SupportedResponseTypes { get; set; }

    /// <summary>The kinds of subjects.</summary>
    [JsonPropertyName("subject_types_supported")]
    public string[]? SupportedSubjectTypes { get; set; }

    /// <summary>The issuer.</summary>
    public override string ToString() => Issuer ?? "";
}
