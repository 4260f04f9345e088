namespace BitbucketEmulator;

internal sealed record GitCommit(string Hash, string Message, DateTimeOffset Date);
