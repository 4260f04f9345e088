namespace BitbucketEmulator;

/// <summary>A pre-signed link to a finished log or a cache.</summary>
internal sealed record StorageLink(byte[] Bytes, DateTimeOffset Until);
