namespace BitbucketPipelines.Api;

/// <summary>The body of an answer stands still, or comes too slowly to be waited for.</summary>
internal sealed class BodyStalledException(string message) : IOException(message);
