namespace BitbucketEmulator;

/// <summary>Where a PUT of the key pair repeats the private key.</summary>
public enum PrivateKeyEcho
{
    /// <summary>Nowhere, as Bitbucket does.</summary>
    Off,

    /// <summary>In the answer.</summary>
    Answer,

    /// <summary>In the detail of a 400: the pair is not stored.</summary>
    Error,
}
