using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>
/// Reads a list page by page, in order, to its end. Requests pages by number: the server's <c>next</c> may be missing although more pages
/// follow, and it loses sort and filters. An item that moves to the next page during reading (because a newer one was added) is returned
/// once. A list that ends before the announced number of items is an error. Disposing cancels pending requests.
/// </summary>
internal sealed class PageReader<T> : IDisposable
{
    private const int MaxAhead = 4;

    /// <summary>After this many pages in a row without new items, although more are announced, the list is considered endless.</summary>
    private const int MaxIdlePages = 5;

    /// <summary>The maximum number of pages (100,000 items at 100 per page) when the server does not state the size of the list.</summary>
    private const int MaxPages = 1000;

    /// <summary>How often a list is read that others change while it is read.</summary>
    private const int MaxPasses = 5;

    /// <summary>The maximum number of pages of any list.</summary>
    private const int MaxPagesOfKnownSize = 10_000;

    private readonly ApiRequest<Page<T>> _request;
    private readonly SeenItems<T> _seen;
    private readonly PageQueue<T> _pages;
    private int _read;
    private int _readInAll;
    private long _received;
    private long _distinct;
    private long? _sizeAtStart;
    private long _returned;
    private int _idle;
    private int _pass = 1;
    private bool _shrunk;
    private bool _announced;
    private int _fullPage;
    private bool _ended;
    private BitbucketApiException? _failure;

    /// <summary>Creates a reader; sends nothing yet.</summary>
    /// <param name="client">Sends the requests.</param>
    /// <param name="request">The request for the list, without page and pagelen.</param>
    /// <param name="key">Identifies an item, such as by its uuid.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <param name="pageLength">Items per page: 1 to 100. Some lists allow at most 50, some ignore it.</param>
    /// <param name="readAhead">Whether to request the next pages before they are needed. False when only few items are needed.</param>
    /// <param name="gate">Limits the number of concurrent requests; null without a limit.</param>
    public PageReader(
        BitbucketClient client, ApiRequest<Page<T>> request, Func<T, string?> key, CancellationToken cancellationToken,
        int pageLength = 100, bool readAhead = true, AccountGate? gate = null)
    {
        _request = request;
        _seen = new SeenItems<T>(key);
        _pages = new PageQueue<T>(client, request, pageLength, gate, cancellationToken);
        ReadsAhead = readAhead;
    }

    /// <summary>The total number of items according to the server, known after the first page; null when it is not stated.</summary>
    public long? TotalCount { get; private set; }

    /// <summary>Whether the next pages are requested before they are needed.</summary>
    public bool ReadsAhead { get; private set; }

    /// <summary>The number of items that are needed at most: pages behind them are not requested in advance.</summary>
    public long Needed { get; set; } = long.MaxValue;

    /// <summary>The number of items that were read or skipped.</summary>
    public long Received => _received;

    /// <summary>Whether all pages were read.</summary>
    public bool IsAtEnd => _ended;

    /// <summary>Whether the first page had a list, even an empty one; null before it was read.</summary>
    public bool? IsList { get; private set; }

    /// <summary>The items of the next page that has new ones; null at the end.</summary>
    /// <exception cref="BitbucketApiException">A page could not be read, or the list is incomplete.</exception>
    public async Task<IReadOnlyList<T>?> ReadAsync()
    {
        // Reading on after a failure must not look like the end of the list.
        if (_failure is not null)
        {
            throw _failure;
        }

        try
        {
            while (!_ended)
            {
                if (await ReadPageAsync().ConfigureAwait(false) is { Count: > 0 } fresh)
                {
                    return fresh;
                }
            }

            return null;
        }
        catch (BitbucketApiException e)
        {
            _failure = e;
            End();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        _pages.Dispose();
    }

    /// <summary>The new items of the next page.</summary>
    private async Task<List<T>> ReadPageAsync()
    {
        Page<T> page = await _pages.NextAsync().ConfigureAwait(false);
        _read++;
        _readInAll++;
        IsList ??= page.Values is not null;
        List<T> values = page.Values ?? throw Incomplete("a page without 'values' came");
        (List<T> fresh, int unseen) = _seen.Add(values);
        _received += values.Count;
        _distinct += unseen;
        _sizeAtStart = _read == 1 ? page.Size : _sizeAtStart;
        _returned += fresh.Count;
        _idle = fresh.Count > 0 ? 0 : _idle + 1;
        _shrunk |= _read > 1 && page.Size < TotalCount;
        TotalCount = page.Size ?? TotalCount;
        _fullPage = page.Pagelen is > 0 and { } length ? length : Math.Max(_fullPage, values.Count);
        bool more = MoreFollows(page, values.Count, fresh.Count);
        // Every item that existed when reading began must arrive once. If the size is unknown, an announced page must have new items.
        // Items that are added or removed in the meantime are not an error.
        bool isShort = TotalCount is { } total
            ? _distinct < Math.Min(total, _sizeAtStart ?? total)
            : _announced && unseen == 0 && page.Next is null;
        _announced = page.Next is not null;
        if (more)
        {
            ReadAhead();
        }
        else
        {
            Finish(isShort);
        }

        return fresh;
    }

    private bool MoreFollows(Page<T> page, int count, int fresh)
    {
        // A size smaller than the number of received items is wrong.
        long? total = TotalCount >= _received ? TotalCount : null;
        if (page.Next is not null)
        {
            // Some lists announce a next page forever.
            return fresh > 0 || (_idle < MaxIdlePages && !(TotalCount <= _received));
        }

        if (total is not null)
        {
            return _received < total && count > 0 && _idle < MaxIdlePages;
        }

        // Without next and size: a full page (by pagelen, or the default of ten) may be followed by another. A page without new items is
        // the end: some lists ignore the page number and send everything again.
        return fresh > 0 && (page.Pagelen is { } full ? count >= full : count == _pages.PageLength || count == 10);
    }

    /// <summary>
    /// The server has no more pages. If items are missing, or the list became shorter (so that items moved to pages that were already
    /// read), the list is read again.
    /// </summary>
    private void Finish(bool isShort)
    {
        // What was announced at first may have moved to a page that was already read.
        bool mayMissSome = isShort || (_shrunk && (_pass == 1 || _distinct < _sizeAtStart));
        // Reading again may help where others change the list. One that is the same twice, and still has too few items, stays incomplete.
        if (_pass > 1 && isShort && (_pass == MaxPasses || !(_shrunk || _seen.HasChanged)))
        {
            throw Incomplete(
                TotalCount is { } total ? $"the server announced {total:N0}" : "the next page, which the server announced, was empty");
        }

        if (_announced && _idle >= MaxIdlePages && TotalCount is null)
        {
            throw Incomplete("the server announces further pages, but they have no new items");
        }

        if (!mayMissSome)
        {
            End();
            return;
        }

        if (_pass == MaxPasses)
        {
            throw Incomplete($"it became shorter each of the {MaxPasses} times it was read");
        }

        _pass++;
        _announced = false;
        _shrunk = false;
        (_read, _received, _distinct, _idle) = (0, 0, 0, 0);
        _seen.BeginPass();
        _pages.Restart();
    }

    private void ReadAhead()
    {
        if (_readInAll >= MaxPagesOfKnownSize || (_readInAll >= MaxPages && !(_received < TotalCount)))
        {
            throw Incomplete("the maximum number of pages was reached");
        }

        if (ReadsAhead)
        {
            RequestAhead();
        }
    }

    /// <summary>Requests the next pages from now on before they are needed. Not called while a page is read.</summary>
    public void StartReadingAhead()
    {
        if (!ReadsAhead && !_ended)
        {
            ReadsAhead = true;
            RequestAhead();
        }
    }

    private void RequestAhead()
    {
        // Read ahead slowly at first: a caller that needs only the first page pays for one more at most.
        int ahead = Math.Min(_read, MaxAhead);
        while (_pages.Pending < ahead && (_pages.Pending == 0 || KnownToExist(_pages.Requested + 1)) && IsNeeded(_pages.Requested + 1))
        {
            _pages.RequestNext();
        }
    }

    /// <summary>
    /// Skips the pages that have only items before the wanted ones, by bisection. Called after the first page of a list that is sorted.
    /// </summary>
    /// <param name="isBefore">Whether an item is before the wanted ones; so are all items before it then.</param>
    /// <exception cref="BitbucketApiException">A page could not be read.</exception>
    public async Task SkipWhileAsync(Func<T, bool> isBefore)
    {
        if (_ended || _read != 1 || _pages.Pending > 0 || _fullPage == 0 || TotalCount is not { } total)
        {
            return;
        }

        var pages = new Dictionary<int, Page<T>>();
        (int first, int last) = (2, (int)((total + _fullPage - 1) / _fullPage));
        while (first < last)
        {
            int middle = (first + last) / 2;
            Page<T> page = pages[middle] = await _pages.RequestAsync(middle).ConfigureAwait(false);
            (first, last) = page.Values is { Count: > 0 } items && isBefore(items[items.Count - 1])
                ? (middle + 1, last) : (first, middle);
        }

        _received = _distinct = (long)(first - 1) * _fullPage;
        _pages.SkipTo(first, pages.TryGetValue(first, out Page<T>? found) ? found : null);
    }

    private bool IsNeeded(int page) => (long)(page - 1) * Math.Max(_fullPage, 1) < Needed;

    private bool KnownToExist(int page) => TotalCount is { } total && _fullPage > 0 && (long)(page - 1) * _fullPage < total;

    private BitbucketApiException Incomplete(string why) =>
        new($"The list {_request} is incomplete: {Counted.Were(_returned, "item")} read in {Counted.Of(_readInAll, "page")}, and {why}.")
        {
            Kind = ApiErrorKind.InvalidResponse,
            Request = _request.ToString(),
            IsListIncomplete = true,
        };

    private void End()
    {
        if (!_ended)
        {
            _ended = true;
            _pages.End();
        }
    }
}
