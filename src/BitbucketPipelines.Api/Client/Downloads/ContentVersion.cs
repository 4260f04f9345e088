namespace BitbucketPipelines.Api;

/// <summary>What tells one content from another, where the server tells: its ETag, and where and how long the content is.</summary>
internal sealed record ContentVersion(string? Host, long? Length, string Tag)
{
    /// <summary>Whether both cannot be the same: as long, from the same host, and yet something else.</summary>
    public bool Contradicts(ContentVersion other) => Host == other.Host && Length == other.Length && Tag != other.Tag;
}
