using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>The planned change of one item.</summary>
/// <param name="Item">The item before the change.</param>
/// <param name="Action">What is done. Unchanged needs no confirmation.</param>
/// <param name="Operation">The action of ShouldProcess: <c>Remove runner</c>.</param>
/// <param name="Target">The target of ShouldProcess: <c>linux-1 (ONLINE) in acme/widgets</c>.</param>
/// <param name="Apply">Carries the change out. Gives the item after the change, or null.</param>
internal sealed record PlannedChange<T>(
    T Item, ItemAction Action, string Operation, string Target, Func<CancellationToken, Task<object?>> Apply)
    where T : class
{
    /// <summary>Maps a failure of the change to an error. Null means that the failure needs no other error.</summary>
    public Func<Exception, ErrorDescription?> Map { get; init; } = _ => null;

    /// <summary>The error of a change that is known to be impossible. It needs no confirmation and is not carried out.</summary>
    public ErrorDescription? Refusal { get; init; }

    /// <inheritdoc cref="BulkItem.Requests"/>
    public int Requests { get; init; } = 1;

    /// <summary>Whether the change must not run at the same time as another change with this mark, whatever their places.</summary>
    public bool IsAlone { get; init; }
}
