namespace BitbucketEmulator;

/// <summary>The SSH key pair of a repository. The API never returns the private key.</summary>
public sealed record EmulatedKeyPair(string PrivateKey, string PublicKey);
