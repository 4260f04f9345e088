using System.Collections.Concurrent;

namespace BitbucketPipelines.Api;

/// <summary>The accounts whose bulk work ended early. Safe to use from several threads.</summary>
internal sealed class BulkEnds
{
    private readonly ConcurrentDictionary<object, BulkEnd> _ends = new();

    public IReadOnlyList<BulkEnd> All => [.. _ends.Values];

    /// <summary>Why the work of an account ended; null while it goes on.</summary>
    public BulkEnd? Of(object account) => _ends.TryGetValue(account, out BulkEnd? end) ? end : null;

    /// <summary>Ends the work of the account of a place. The first cause counts.</summary>
    public BulkEnd Add(BulkPlace place, BitbucketApiException cause) =>
        _ends.GetOrAdd(place.Account, account => new BulkEnd(account, cause, place.Name));
}
