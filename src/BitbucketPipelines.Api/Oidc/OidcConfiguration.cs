using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>The OpenID Connect configuration of a workspace: the issuer of the tokens of its steps, and how they are signed.</summary>
public sealed class OidcConfiguration : BitbucketObject
{
    /// <summary>The workspace as it was requested.</summary>
    [JsonIgnore]
    public string Workspace { get; set; } = "";

    /// <summary>The issuer: the claim <c>iss</c> of a token.</summary>
    public string? Issuer { get; set; }

    /// <summary>
    /// The default audience: the claim <c>aud</c> of a token. It contains the uuid of the workspace, so it is null unless the workspace
    /// was requested by its uuid.
    /// </summary>
    [JsonIgnore]
    public string? Audience => Guid.TryParse(Workspace, out Guid uuid) ? $"ari:cloud:bitbucket::workspace/{uuid:D}" : null;

    /// <summary>The address of the signing keys (JWKS).</summary>
    public string? JwksUri { get; set; }

    /// <summary>The claims that a token may contain.</summary>
    [JsonPropertyName("claims_supported")]
    public StringList? SupportedClaims { get; set; }

    /// <summary>The signing algorithms.</summary>
    [JsonPropertyName("id_token_signing_alg_values_supported")]
    public StringList? SupportedAlgorithms { get; set; }

    /// <summary>The supported scopes.</summary>
    [JsonPropertyName("scopes_supported")]
    public StringList? SupportedScopes { get; set; }

    /// <summary>The supported response types.</summary>
    [JsonPropertyName("response_types_supported")]
    public StringList? SupportedResponseTypes { get; set; }

    /// <summary>The supported subject types.</summary>
    [JsonPropertyName("subject_types_supported")]
    public StringList? SupportedSubjectTypes { get; set; }

    /// <summary>The issuer.</summary>
    public override string ToString() => Issuer ?? "";
}
