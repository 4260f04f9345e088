using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>What one record of a cmdlet that changes things by name or uuid means.</summary>
/// <param name="Resource">The things, one or several of which are meant.</param>
/// <param name="Session">Whose credentials are used.</param>
/// <param name="Client">The client of the session.</param>
/// <param name="Names">Names, or null.</param>
/// <param name="Uuids">Uuids, or null. They go before the names.</param>
/// <param name="HasPatterns">Whether the names may have wildcards: those from the pipeline have none, since nobody typed them.</param>
/// <param name="Plan">Decides what is done to those that are meant, at least one.</param>
internal sealed record Selection<T>(
    Resource<T> Resource, BitbucketSession Session, BitbucketClient Client, string[]? Names, string[]? Uuids, bool HasPatterns,
    Func<IReadOnlyList<T>, IEnumerable<PlannedChange<T>>> Plan)
    where T : class
{
    /// <summary>Looks up what the plan needs besides the list: given those that are meant, before the plan is made.</summary>
    public Func<IReadOnlyList<T>, CancellationToken, Task>? Prepare { get; init; }

    /// <summary>Whether the plan renames: the names of later records are looked up when it is carried out.</summary>
    public bool Renames { get; init; }

    /// <summary>Identifies the list that has to be read: the same for all records of one place and session.</summary>
    public (BitbucketSession Session, string Path) Key => (Session, Resource.List.Path.ToUpperInvariant());

    /// <summary>The name or uuid of this record; * where there are several.</summary>
    public string Subject => (Uuids ?? Names) is { Length: 1 } one ? one[0] : "*";
}
