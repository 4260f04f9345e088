namespace BitbucketEmulator;

/// <summary>What a trailing slash on an API path does: every era had its own rule.</summary>
public enum SlashRule
{
    /// <summary>With and without: both work.</summary>
    Any,

    /// <summary>Only the form of the specification, without; else 404 "There is no API hosted at this URL".</summary>
    Strict,
}
