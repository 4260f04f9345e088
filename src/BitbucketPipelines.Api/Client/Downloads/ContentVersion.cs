namespace BitbucketPipelines.Api;

/// <summary>Identifies a version of a content: its ETag, with the host and the length in bytes.</summary>
internal sealed record ContentVersion(string? Host, long? Length, string Tag)
{
    /// <summary>Whether the contents certainly differ: the same host and length, but another ETag.</summary>
    public bool Contradicts(ContentVersion other) => Host == other.Host && Length == other.Length && Tag != other.Tag;
}
