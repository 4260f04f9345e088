namespace BitbucketPipelines.Api;

/// <summary>The body of a response has stalled or arrives too slowly.</summary>
internal sealed class BodyStalledException(string message) : IOException(message);
