using System.Globalization;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Requests the pages of a list by number, some of them before they are needed. Disposing cancels pending requests.</summary>
/// <param name="client">Sends the requests.</param>
/// <param name="request">The request for the list, without page and pagelen.</param>
/// <param name="pageLength">The number of items of a page.</param>
/// <param name="gate">Limits the number of concurrent requests; null without a limit.</param>
/// <param name="cancellationToken">Cancels the requests.</param>
internal sealed class PageQueue<T>(
    BitbucketClient client, ApiRequest<Page<T>> request, int pageLength, AccountGate? gate, CancellationToken cancellationToken)
    : IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly Queue<Task<Page<T>>> _pending = new();

    /// <summary>The number of items of a page that is asked for.</summary>
    public int PageLength { get; } = pageLength;

    /// <summary>The number of pages that were requested and are not yet taken.</summary>
    public int Pending => _pending.Count;

    /// <summary>The number of the last page that was requested.</summary>
    public int Requested { get; private set; }

    /// <summary>Takes the next page, and requests it if that has not been done.</summary>
    public Task<Page<T>> NextAsync()
    {
        if (_pending.Count == 0)
        {
            RequestNext();
        }

        return _pending.Dequeue();
    }

    public void RequestNext() => _pending.Enqueue(RequestAsync(++Requested));

    /// <summary>Requests a page out of turn.</summary>
    public Task<Page<T>> RequestAsync(int number)
    {
        ApiRequest<Page<T>> sized = request.With("pagelen", PageLength.ToString(CultureInfo.InvariantCulture));
        // No page number for the first page: a list without paging might reject it.
        ApiRequest<Page<T>> page = number == 1 ? sized : sized.With("page", number.ToString(CultureInfo.InvariantCulture));
        CancellationToken token = _stop.Token;
        return gate is null
            ? client.SendAsync(page, token)
            : gate.RunAsync(() => client.SendAsync(page, token), token);
    }

    /// <summary>Goes on with another page, which may have been read already.</summary>
    public void SkipTo(int number, Page<T>? read)
    {
        Requested = number - 1;
        if (read is not null)
        {
            Requested = number;
            _pending.Enqueue(Task.FromResult(read));
        }
    }

    /// <summary>Begins again with the first page.</summary>
    public void Restart()
    {
        Requested = 0;
        AbandonPending();
    }

    /// <summary>Cancels pending requests.</summary>
    public void End()
    {
        _stop.Cancel();
        AbandonPending();
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    /// <summary>Abandons pending pages and ignores their errors.</summary>
    private void AbandonPending()
    {
        foreach (Task<Page<T>> task in _pending)
        {
            _ = task.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        _pending.Clear();
    }
}
