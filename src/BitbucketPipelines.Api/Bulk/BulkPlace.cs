namespace BitbucketPipelines.Api;

/// <summary>One place that bulk work goes through: a repository, an environment, a workspace.</summary>
/// <param name="name">In words.</param>
/// <param name="account">Whose credentials are used: what is refused to one account says nothing about another.</param>
/// <param name="read">Reads what the place has.</param>
/// <param name="plan">Decides what is to be done. Places are planned one at a time, in their order.</param>
/// <param name="notDone">The row of a place that could not be read or planned, and why; null when it has none.</param>
internal sealed class BulkPlace(
    string name, object account, Func<CancellationToken, Task> read, Func<CancellationToken, Task<IReadOnlyList<BulkJob>>> plan,
    Func<string, BitbucketApiException?, ItemResult?> notDone)
{
    /// <summary>In words.</summary>
    public string Name { get; } = name;

    /// <summary>Whose credentials are used.</summary>
    public object Account { get; } = account;

    /// <summary>Reads what the place has.</summary>
    public Func<CancellationToken, Task> Read { get; } = read;

    /// <summary>Decides what is to be done.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<BulkJob>>> Plan { get; } = plan;

    /// <summary>The row of a place that could not be read or planned, and why; null when it has none.</summary>
    public Func<string, BitbucketApiException?, ItemResult?> NotDone { get; } = notDone;
}
