using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>A public key that verifies the tokens of steps (a JSON Web Key).</summary>
public sealed class OidcKey : BitbucketObject
{
    /// <summary>The workspace as it was requested.</summary>
    [JsonIgnore]
    public string Workspace { get; set; } = "";

    /// <summary>The key id: the header <c>kid</c> of a token.</summary>
    [JsonPropertyName("kid")]
    public string? KeyId { get; set; }

    /// <summary>The key type, such as RSA.</summary>
    [JsonPropertyName("kty")]
    public string? KeyType { get; set; }

    /// <summary>The algorithm, such as RS256.</summary>
    [JsonPropertyName("alg")]
    public string? Algorithm { get; set; }

    /// <summary>The use of the key: <c>sig</c> for signatures.</summary>
    public string? Use { get; set; }

    /// <summary>The modulus of an RSA key, base64url.</summary>
    [JsonPropertyName("n")]
    public string? Modulus { get; set; }

    /// <summary>The exponent of an RSA key, base64url.</summary>
    [JsonPropertyName("e")]
    public string? Exponent { get; set; }

    /// <summary>The certificate chain of the key, base64; null when there is none.</summary>
    [JsonPropertyName("x5c")]
    public StringList? CertificateChain { get; set; }

    /// <summary>The key id.</summary>
    public override string ToString() => KeyId ?? "";
}
