using BitbucketPipelines.Api;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <content>Writing lists. Every cmdlet that gets many items uses this. -Skip and -First apply to each input record separately.</content>
public abstract partial class BitbucketCmdlet
{
    /// <summary>
    /// Writes the items of a resource that match a query, in the turn of this record. Without names and uuids, items are written page by
    /// page, and only the pages that are needed are read: the first in advance, the others in its turn. A uuid, or a name without
    /// wildcards, that no item has causes an error, which is written after the items.
    /// </summary>
    /// <param name="resource">What is listed.</param>
    /// <param name="query">Which items are written.</param>
    /// <param name="target">The target object of an error; null for that of the record.</param>
    private protected void WriteList<T>(Resource<T> resource, ListQuery<T> query, object? target = null)
        where T : class =>
        Start((record, token) => ListAsync(record, resource, query, token), target);

    /// <summary>As above, for a list that must be looked up first, such as that of an environment.</summary>
    /// <param name="find">Looks up the list. It runs on another thread, and must not read properties of the cmdlet.</param>
    /// <param name="target">The target object of an error; null for that of the record.</param>
    /// <param name="map">Converts the failure of a request to an error; null means that the failure has none of its own.</param>
    private protected void WriteList<T>(
        Func<BitbucketClient, CancellationToken, Task<(Resource<T> Resource, ListQuery<T> Query)>> find, object? target = null,
        Func<Exception, ErrorDescription?>? map = null)
        where T : class =>
        Start(
            (record, token) => ErrorMap.RunAsync(
                async t =>
                {
                    (Resource<T> resource, ListQuery<T> query) = await record.Gate.RunAsync(() => find(record.Client, t), t)
                        .ConfigureAwait(false);
                    return await ListAsync(record, resource, query, t).ConfigureAwait(false);
                },
                e => map?.Invoke(e), token),
            target);

    /// <summary>Reads a list on another thread, and writes it in the turn of its record.</summary>
    /// <returns>What is done on the pipeline thread at the end.</returns>
    private protected async Task<Action?> ListAsync<T>(
        RecordWork record, Resource<T> resource, ListQuery<T> query, CancellationToken cancellationToken)
        where T : class
    {
        if (query is { Uuids: not null, Names: null } && resource.Get is not null)
        {
            return await FindAllAsync(record, resource, query, cancellationToken).ConfigureAwait(false);
        }

        if (query.Names is null && query.Uuids is null && query.Reduce is null && !record.Client.Written.HasAny(resource.List.Path))
        {
            return await WritePagesAsync(record, resource, query, cancellationToken).ConfigureAwait(false);
        }

        (int Read, long? Total) state = (0, null);
        Post(() => record.Progress = ShowProgress(() => WorkState.OfList(resource.Kind, resource.Place, state.Read, state.Total)));
        List<T> all = await record.Client.ReadVisibleAsync(
            resource.List, resource.UuidOf, resource.Get, cancellationToken, (read, total) => Post(() => state = (read, total)),
            record.Gate).ConfigureAwait(false);
        if (resource.CompleteAsync is not null)
        {
            await resource.CompleteAsync(all, cancellationToken).ConfigureAwait(false);
        }

        return () =>
        {
            record.Progress?.Dispose();
            record.Progress = null;
            WriteSelected(resource, query, all);
        };
    }

    private void WriteSelected<T>(Resource<T> resource, ListQuery<T> query, List<T> all)
        where T : class
    {
        all.ForEach(resource.SetLocation);
        IReadOnlyList<T> wanted =
        [
            .. NameFilter.Select(resource, all, query.Names, query.Uuids, DeferError)
                .TakeWhile(item => query.EndsAt?.Invoke(item) != true).Where(query.Filter ?? (_ => true)),
        ];
        wanted = query.Reduce is null ? wanted : query.Reduce(wanted);
        // The cmdlets behind this one can take long for each item.
        long written = 0;
        using IDisposable? progress = ShowProgress(() => WorkState.OfList(
            resource.Kind, resource.Place, written, new PagingWindow(PagingParameters).Limit(wanted.Count)));
        WriteItems(wanted, () => written++);
        WriteDeferredErrors();
    }

    /// <summary>Gets items by their uuids. One that does not exist causes an error after the others.</summary>
    private async Task<Action?> FindAllAsync<T>(
        RecordWork record, Resource<T> resource, ListQuery<T> query, CancellationToken cancellationToken)
        where T : class
    {
        var found = new List<T>();
        var failures = new List<(Exception Failure, string Uuid)>();
        foreach (string uuid in query.Uuids!)
        {
            try
            {
                found.Add(await record.Gate.RunAsync(
                    () => FindAsync(record.Client, resource, uuid, cancellationToken), cancellationToken).ConfigureAwait(false));
            }
            catch (Exception e) when (IsItemFailure(e) && !IsEnd(e))
            {
                failures.Add((e, uuid));
            }
        }

        return () =>
        {
            found.ForEach(resource.SetLocation);
            WriteItems([.. found.Where(query.Filter ?? (_ => true))]);
            failures.ForEach(f => DeferError(ErrorOf(f.Failure, SessionOrNull, f.Uuid)));
            WriteDeferredErrors();
        };
    }

    /// <summary>Reads all items of a resource, with a progress bar for a long list.</summary>
    private protected List<T> ReadAll<T>(Resource<T> resource)
        where T : class
    {
        (int Read, long? Total) state = (0, null);
        using IDisposable? progress = ShowProgress(() => WorkState.OfList(resource.Kind, resource.Place, state.Read, state.Total));
        Action<int, long?>? update = progress is null ? null : (read, total) => Post(() => state = (read, total));
        return Await(token => Client.ReadVisibleAsync(resource.List, resource.UuidOf, resource.Get, token, update));
    }

    /// <summary>Writes the items of a complete list, except those that -Skip and -First leave out.</summary>
    /// <param name="items">The items.</param>
    /// <param name="onWritten">Called after each item, when the cmdlets behind this one have processed it; null if not needed.</param>
    private protected void WriteItems<T>(IReadOnlyList<T> items, Action? onWritten = null)
    {
        PagingWindow? window = null;
        if (PagingParameters is { } paging)
        {
            WriteTotalCount(paging, items.Count, isExact: true);
            window = new PagingWindow(paging);
        }

        ExpectObjects(items.Cast<object?>());
        foreach (T item in items)
        {
            if (window?.Takes() != false)
            {
                WriteObject(item);
            }

            onWritten?.Invoke();
            UpdateProgress();
        }
    }

    /// <summary>Reads and writes a list page by page. A page is read while the one before it is written.</summary>
    private async Task<Action?> WritePagesAsync<T>(
        RecordWork record, Resource<T> resource, ListQuery<T> query, CancellationToken cancellationToken)
        where T : class
    {
        var window = new PagingWindow(PagingParameters);
        if (window.IsFull && PagingParameters?.IncludeTotalCount != true)
        {
            return null;
        }

        bool isFilteredByServer = query.Filter is null && query.EndsAt is null;
        // Request a short page when few items are wanted and no item is filtered out here.
        int length = window.IsSmall && isFilteredByServer ? window.PageLength : PagingWindow.LongestPage;
        using var reader = new PageReader<T>(
            record.Client, resource.List, resource.UuidOf, cancellationToken, length, readAhead: false, record.Gate);
        if (isFilteredByServer)
        {
            reader.Needed = window.Limit(long.MaxValue) ?? long.MaxValue;
        }

        long read = 0;
        Post(() => record.Progress ??= ShowProgress(() => WorkState.OfList(
            resource.Kind, resource.Place, read,
            // It is unknown how many items precede the first one that is too old.
            query.EndsAt is null ? isFilteredByServer ? window.Limit(reader.TotalCount) : reader.TotalCount : null)));
        T? first = null;
        bool isFirst = true;
        while (true)
        {
            IReadOnlyList<T>? page = await reader.ReadAsync().ConfigureAwait(false);
            if (first is null && page is { Count: > 0 })
            {
                first = page[0];
                if (query.IsBefore?.Invoke(page[page.Count - 1]) == true)
                {
                    await reader.SkipWhileAsync(query.IsBefore).ConfigureAwait(false);
                }
            }

            if (page is null || reader.IsAtEnd)
            {
                return () => Write(page ?? []);
            }

            if (!await OnPipeline(() => Write(page), cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }

        // Writes a page; false when no more is wanted.
        bool Write(IReadOnlyList<T> page)
        {
            if (isFirst)
            {
                isFirst = false;
                WriteTotalCount(PagingParameters, reader.TotalCount, isFilteredByServer);
            }

            if (query.EstimateLength is not null && page.Count > 0)
            {
                reader.Needed = query.EstimateLength(first!, page[page.Count - 1], reader.Received);
            }

            if (!window.IsSmall && (query.EndsAt is null || query.EstimateLength is not null))
            {
                reader.StartReadingAhead();
            }

            UpdateProgress();
            foreach (T item in page)
            {
                resource.SetLocation(item);
            }

            ExpectObjects(page.Where(item => query.Filter?.Invoke(item) != false), areMany: !reader.IsAtEnd && !window.IsSmall);
            foreach (T item in page)
            {
                if (window.IsFull || query.EndsAt?.Invoke(item) == true)
                {
                    return false;
                }

                if (query.Filter?.Invoke(item) != false && window.Takes())
                {
                    WriteObject(item);
                }

                // Counted when the cmdlets behind this one have processed it, which can take long.
                read++;
                UpdateProgress();
            }

            return !window.IsFull;
        }
    }

    /// <summary>Gets one item by its uuid. When it does not exist, the error lists the items that do.</summary>
    private static async Task<T> FindAsync<T>(
        BitbucketClient client, Resource<T> resource, string uuid, CancellationToken cancellationToken)
        where T : class
    {
        if (Guid.TryParse(uuid, out _))
        {
            try
            {
                return await client.SendAsync(resource.Get!(RepositoryId.Braced(uuid)), cancellationToken).ConfigureAwait(false);
            }
            catch (BitbucketApiException e) when (e.StatusCode == 404)
            {
                // Either the item or the repository does not exist. Reading the list shows which.
            }
        }

        IReadOnlyList<T> all = await client.ReadVisibleAsync(resource.List, resource.UuidOf, resource.Get, cancellationToken)
            .ConfigureAwait(false);
        throw new ErrorRecordException(resource.NotFound(uuid, all));
    }
}
