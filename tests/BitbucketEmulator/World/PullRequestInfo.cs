namespace BitbucketEmulator;

internal sealed record PullRequestInfo(int Id, string Title, string Source, string Destination, string State = "OPEN");
