namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// What the parts of a comparison share: the repository that they read from, the number of requests that is left, and the notes on what
/// could not be read.
/// </summary>
/// <param name="client">The client. The number of its requests is limited.</param>
/// <param name="repository">The repository.</param>
internal sealed class ComparisonReading(BitbucketClient client, RepositoryId repository)
{
    private readonly List<string> _notes = [];

    /// <summary>The client.</summary>
    public BitbucketClient Client => client;

    /// <summary>The repository.</summary>
    public RepositoryId Repository => repository;

    /// <summary>The number of requests that may still be sent.</summary>
    public int RequestsLeft => client.RequestsLeft;

    /// <summary>The client for a part that leaves so many requests for the others, even if it is sent again and again.</summary>
    public BitbucketClient ClientKeeping(int requests) => client.Keeping(requests);

    /// <summary>What could not be read or is not known.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Adds a note.</summary>
    public void Note(string text) => _notes.Add(text);

    /// <summary>Reads a part. If it cannot be read, a note says so, unless nothing else can be read either.</summary>
    public async Task<T> TryAsync<T>(Func<Task<T>> read, T otherwise, string what)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (!BulkWork.IsEnd(e))
        {
            Note($"{what} could not be read: {e.Message}");
            return otherwise;
        }
    }
}
