namespace BitbucketPipelines.Api;

/// <summary>A place of bulk work: a repository, an environment or a workspace.</summary>
/// <param name="name">The name shown to the user.</param>
/// <param name="account">The account of the credentials. An account that is refused does not affect other accounts.</param>
/// <param name="read">Reads the current state of the place.</param>
/// <param name="plan">Decides the changes. Places are planned one at a time and in order.</param>
/// <param name="notDone">Makes the rows of a place that could not be read or planned, with the reason.</param>
internal sealed class BulkPlace(
    string name, object account, Func<CancellationToken, Task> read, Func<CancellationToken, Task<IReadOnlyList<BulkJob>>> plan,
    Func<string, BitbucketApiException?, IReadOnlyList<ItemResult>> notDone)
{
    public string Name { get; } = name;

    /// <summary>The position of the place in its work. Requests of a lower rank go first.</summary>
    public int Rank { get; set; }

    /// <summary>
    /// Whether the place is planned only after all changes of earlier places are complete, because they decide what its names refer to.
    /// </summary>
    public bool WaitsForChanges { get; init; }

    public object Account { get; } = account;

    public Func<CancellationToken, Task> Read { get; } = read;

    public Func<CancellationToken, Task<IReadOnlyList<BulkJob>>> Plan { get; } = plan;

    public Func<string, BitbucketApiException?, IReadOnlyList<ItemResult>> NotDone { get; } = notDone;
}
