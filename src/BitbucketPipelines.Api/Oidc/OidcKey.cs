using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>A public key that the tokens of steps are signed with (a JSON Web Key).</summary>
public sealed class OidcKey : BitbucketObject
{
    /// <summary>The workspace, as it was asked for.</summary>
    [JsonIgnore]
    public string Workspace { get; set; } = "";

    /// <summary>The id, as the header <c>kid</c> of a token names it.</summary>
    [JsonPropertyName("kid")]
    public string? KeyId { get; set; }

    /// <summary>The kind: RSA.</summary>
    [JsonPropertyName("kty")]
    public string? KeyType { get; set; }

    /// <summary>The algorithm: RS256.</summary>
    [JsonPropertyName("alg")]
    public string? Algorithm { get; set; }

    /// <summary>What it is for: sig, to sign.</summary>
    public string? Use { get; set; }

    /// <summary>The modulus of an RSA key, in base64url.</summary>
    [JsonPropertyName("n")]
    public string? Modulus { get; set; }

    /// <summary>The exponent of an RSA key, in base64url.</summary>
    [JsonPropertyName("e")]
    public string? Exponent { get; set; }

    /// <summary>Certificates of the key, in base64, when there are any.</summary>
    [JsonPropertyName("x5c")]
    public string[]? CertificateChain { get; set; }

    /// <summary>The id.</summary>
    public override string ToString() => KeyId ?? "";
}
