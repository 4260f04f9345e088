using System.Globalization;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>
/// Reads a list page by page, in order. Pages are asked for by number until a short or empty one: the server's <c>next</c> may be
/// missing though more follows, and loses sort and filters. An item that moves to the next page while reading (because a newer one
/// came in) is given once. Disposing cancels what is in flight.
/// </summary>
/// <typeparam name="T">The kind of item.</typeparam>
public sealed class PageReader<T> : IDisposable
{
    private const int MostAhead = 4;

    private readonly BitbucketClient _client;
    private readonly ApiRequest<Page<T>> _request;
    private readonly Func<T, string?> _key;
    private readonly int _pageLength;
    private readonly bool _readAhead;
    private readonly CancellationTokenSource _stop;
    private readonly Queue<Task<Page<T>>> _pending = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private int _asked;
    private int _read;
    private int _fullPage;
    private bool _ended;

    /// <summary>Creates a reader; nothing is sent yet.</summary>
    /// <param name="client">The client.</param>
    /// <param name="request">The list, without page and pagelen.</param>
    /// <param name="key">What tells items apart, such as the uuid.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <param name="pageLength">Items a page: 1 to 100; some lists take 50 at most, some ignore it.</param>
    /// <param name="readAhead">Whether the next pages are asked for before they are wanted. Not when few items are wanted.</param>
    public PageReader(
        BitbucketClient client, ApiRequest<Page<T>> request, Func<T, string?> key, CancellationToken cancellationToken,
        int pageLength = 100, bool readAhead = true)
    {
        _client = client;
        _request = request;
        _key = key;
        _pageLength = pageLength;
        _readAhead = readAhead;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>How many items the server says there are, after the first page. It does not always say.</summary>
    public long? TotalCount { get; private set; }

    /// <summary>Whether the first page had a list, empty or not; known once it was read.</summary>
    public bool IsList { get; private set; }

    /// <summary>The items of the next page, or null at the end.</summary>
    /// <exception cref="BitbucketApiException">A page could not be read.</exception>
    public async Task<IReadOnlyList<T>?> ReadAsync()
    {
        if (_ended)
        {
            return null;
        }

        if (_pending.Count == 0)
        {
            Ask();
        }

        Page<T> page = await _pending.Dequeue().ConfigureAwait(false);
        _read++;
        IsList |= page.Values is not null;
        List<T> values = page.Values ?? [];
        List<T> fresh = values.FindAll(v => v is not null && (_key(v) is not { } key || _seen.Add(key)));
        TotalCount = page.Size ?? TotalCount;
        _fullPage = page.Pagelen is > 0 and { } told ? told : Math.Max(_fullPage, values.Count);

        // A page with nothing new is the end too: some lists ignore the page number and send everything again.
        if (fresh.Count == 0 || !MoreFollows(page, values.Count))
        {
            End();
            return fresh.Count == 0 ? null : fresh;
        }

        if (_readAhead)
        {
            // Slow start: who wants the first page only pays for one more.
            int ahead = Math.Min(_read, MostAhead);
            while (_pending.Count < ahead && (_pending.Count == 0 || KnownToExist(_asked + 1)))
            {
                Ask();
            }
        }

        return fresh;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        _stop.Dispose();
    }

    private bool MoreFollows(Page<T> page, int count)
    {
        if (page.Next is not null)
        {
            return true;
        }

        if (TotalCount is { } total)
        {
            return (long)_read * _fullPage < total;
        }

        // Nothing tells: a full page, by the server's own measure or by its default of ten, may be followed by another.
        return count > 0 && (page.Pagelen is { } full ? count >= full : count == _pageLength || count == 10);
    }

    private bool KnownToExist(int page) => TotalCount is { } total && _fullPage > 0 && (long)(page - 1) * _fullPage < total;

    private void Ask()
    {
        _asked++;
        ApiRequest<Page<T>> request = _request.With("pagelen", _pageLength.ToString(CultureInfo.InvariantCulture));
        // The first page without a number: where an item list is not paged, nothing is asked that it could refuse.
        _pending.Enqueue(_client.SendAsync(
            _asked == 1 ? request : request.With("page", _asked.ToString(CultureInfo.InvariantCulture)), _stop.Token));
    }

    private void End()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _stop.Cancel();
        foreach (Task<Page<T>> task in _pending)
        {
            // Cancelled above; what it throws is nobody's concern any more.
            _ = task.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        _pending.Clear();
    }
}
