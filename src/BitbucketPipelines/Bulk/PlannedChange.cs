using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>What is to be done to one thing.</summary>
/// <param name="Item">The thing as it is.</param>
/// <param name="Action">What is done; nothing is asked before Unchanged.</param>
/// <param name="Operation">The same in words, as ShouldProcess shows it: <c>Remove runner</c>.</param>
/// <param name="Target">What it is done to, in words: <c>linux-1 (ONLINE) in acme/widgets</c>.</param>
/// <param name="Apply">Does it, and gives the thing as it is then, or null.</param>
internal sealed record PlannedChange<T>(
    T Item, ItemAction Action, string Operation, string Target, Func<CancellationToken, Task<object?>> Apply)
    where T : class
{
    /// <summary>Says which error a failure of it is; null where the failure speaks for itself.</summary>
    public Func<Exception, ErrorDescription?> Map { get; init; } = _ => null;

    /// <summary>Why it cannot be done, where that is known without trying it: it is neither asked about nor carried out.</summary>
    public ErrorDescription? Refusal { get; init; }

    /// <summary>Whether nothing else that is so marked is done at the same time, wherever it is.</summary>
    public bool IsAlone { get; init; }
}
