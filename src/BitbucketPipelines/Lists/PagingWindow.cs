using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>What -Skip and -First leave of one list.</summary>
/// <param name="paging">The parameters; null for a cmdlet without them, which writes everything.</param>
internal sealed class PagingWindow(PagingParameters? paging)
{
    /// <summary>The longest page that Bitbucket gives out.</summary>
    public const int LongestPage = 100;

    private readonly ulong _skip = paging?.Skip ?? 0;
    private readonly ulong _first = paging?.First ?? ulong.MaxValue;
    private ulong _seen;
    private ulong _taken;

    /// <summary>Whether nothing more is wanted.</summary>
    public bool IsFull => _taken >= _first;

    /// <summary>Whether one page of the server can hold all that is wanted.</summary>
    public bool IsSmall => _first <= LongestPage && _skip <= LongestPage;

    /// <summary>The length of the page that holds all that is wanted, as far as a page can.</summary>
    public int PageLength => IsSmall ? (int)Math.Min(LongestPage, Math.Max(1, _first + _skip)) : LongestPage;

    /// <summary>Whether the next item is wanted.</summary>
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
