using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>Applies -Skip and -First to one list.</summary>
/// <param name="paging">The paging parameters; null for a cmdlet that has none and writes all items.</param>
internal sealed class PagingWindow(PagingParameters? paging)
{
    /// <summary>The maximum number of items in a page of Bitbucket.</summary>
    public const int LongestPage = 100;

    private readonly ulong _skip = paging?.Skip ?? 0;
    private readonly ulong _first = paging?.First ?? ulong.MaxValue;
    private ulong _seen;
    private ulong _taken;

    /// <summary>Whether no more items are wanted.</summary>
    public bool IsFull => _taken >= _first;

    /// <summary>Whether -Skip and -First are each no longer than one page.</summary>
    public bool IsSmall => _first <= LongestPage && _skip <= LongestPage;

    /// <summary>The page length to request: just enough for the wanted items, or the maximum.</summary>
    public int PageLength => IsSmall ? (int)Math.Min(LongestPage, Math.Max(1, _first + _skip)) : LongestPage;

    /// <summary>The number of items to read of a list with this length; null when the length is unknown.</summary>
    public long? Limit(long? total) =>
        total is { } all && _first < ulong.MaxValue - _skip ? Math.Min(all, (long)Math.Min(long.MaxValue, _first + _skip)) : total;

    /// <summary>Counts the next item, and says whether it is wanted.</summary>
    public bool Takes()
    {
        if (_seen++ < _skip || IsFull)
        {
            return false;
        }

        _taken++;
        return true;
    }
}
