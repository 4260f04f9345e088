using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>The items that one input record specifies, by name or uuid, for a cmdlet that changes them.</summary>
/// <param name="Resource">The list to select from.</param>
/// <param name="Session">The session whose credentials are used.</param>
/// <param name="Client">The client of the session.</param>
/// <param name="Names">Names, or null.</param>
/// <param name="Uuids">Uuids, or null. They take precedence over the names.</param>
/// <param name="HasPatterns">Whether names may be wildcard patterns. Names from the pipeline are taken literally.</param>
/// <param name="Plan">Plans the changes of the selected items, at least one.</param>
internal sealed record Selection<T>(
    Resource<T> Resource, BitbucketSession Session, BitbucketClient Client, string[]? Names, string[]? Uuids, bool HasPatterns,
    Func<IReadOnlyList<T>, IEnumerable<PlannedChange<T>>> Plan)
    where T : class
{
    /// <summary>The piped object; null when names or uuids were specified.</summary>
    public T? Input { get; init; }

    /// <summary>
    /// The piped object as it was read, when this server was asked for it in the same place. Null when only its name or uuid is known.
    /// </summary>
    public T? Piped { get; init; }

    /// <summary>
    /// Whether the piped object says all that its change needs, so that the list need not be read. A change that would change nothing of
    /// the piped object needs the list, because the object may be old.
    /// </summary>
    public Func<T, bool> Suffices { get; init; } = _ => true;

    /// <summary>Reads what the plan needs besides the list. Called with the selected items before the plan is made.</summary>
    public Func<IReadOnlyList<T>, CancellationToken, Task>? Prepare { get; init; }

    /// <summary>
    /// The new name that the plan gives; null when it renames nothing. The names of later records are looked up afterwards.
    /// </summary>
    public string? NewName { get; init; }

    /// <summary>Identifies the list: the same for all records of one place and session.</summary>
    public (BitbucketSession Session, string Path) Key => (Session, Resource.List.Path.ToUpperInvariant());

    /// <summary>The name or uuid of this record; * when there are several.</summary>
    public string Subject => (Uuids ?? Names) is { Length: 1 } one ? one[0] : "*";
}
