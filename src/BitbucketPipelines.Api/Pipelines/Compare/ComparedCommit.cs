namespace BitbucketPipelines.Api.Models;

/// <summary>A commit that one of two runs has and the other one has not.</summary>
/// <param name="Hash">The hash.</param>
/// <param name="Message">The first line of the message.</param>
/// <param name="Author">The name of the author.</param>
/// <param name="Date">When it was made.</param>
public sealed record ComparedCommit(string Hash, string Message, string? Author, DateTimeOffset? Date)
{
    /// <summary>The first digits of the hash, and the message.</summary>
    public override string ToString() => $"{(Hash.Length > 7 ? Hash.Substring(0, 7) : Hash)} {Message}";
}
