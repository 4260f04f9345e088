namespace BitbucketEmulator;

/// <summary>A pre-signed link to a finished log.</summary>
internal sealed record LogLink(byte[] Bytes, DateTimeOffset Until);
