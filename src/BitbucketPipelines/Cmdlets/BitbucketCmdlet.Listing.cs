using System.Management.Automation;
using System.Reflection;
using BitbucketPipelines.Api;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <content>Writing lists. Every cmdlet that gets many items uses this. -Skip and -First apply to each input record separately.</content>
public abstract partial class BitbucketCmdlet : IDynamicParameters
{
    private ListLength? _length;

    /// <inheritdoc/>
    object? IDynamicParameters.GetDynamicParameters() =>
        GetType().GetCustomAttribute<CmdletAttribute>()?.SupportsPaging == true ? _length ??= new ListLength() : null;

    /// <summary>Applies -Top, which is the same as -First.</summary>
    private void ApplyListLength()
    {
        if (_length is null || !MyInvocation.BoundParameters.ContainsKey(nameof(ListLength.Top)))
        {
            return;
        }

        if (MyInvocation.BoundParameters.ContainsKey(nameof(PagingParameters.First)))
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.AmbiguousFilter, "-First and -Top mean the same.", "Specify only one of them."), terminating: true);
        }

        PagingParameters.First = _length.Top;
    }

    /// <summary>
    /// Writes the items of a resource that match a query. Without names and uuids, items are written page by page, and only the pages that
    /// are needed are read. A uuid, or a name without wildcards, that no item has causes an error, which is written after the items.
    /// </summary>
    private protected void WriteList<T>(Resource<T> resource, ListQuery<T> query)
        where T : class
    {
        if (query is { Uuids: not null, Names: null } && resource.Get is not null)
        {
            var found = new List<T>();
            foreach (string uuid in query.Uuids)
            {
                GuardDeferred(() => found.Add(Await(token => FindAsync(resource, uuid, token))), uuid);
            }

            found.ForEach(resource.SetLocation);
            WriteItems([.. found.Where(query.Filter ?? (_ => true))]);
            WriteDeferredErrors();
            return;
        }

        if (query.Names is null && query.Uuids is null && query.Reduce is null && !Client.Written.HasAny(resource.List.Path))
        {
            WritePages(resource, query);
            return;
        }

        List<T> all = ReadAll(resource);
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

    /// <summary>Reads all items of a resource, with a progress bar for a long list.</summary>
    private protected List<T> ReadAll<T>(Resource<T> resource)
        where T : class
    {
        (int Read, long? Total) state = (0, null);
        using IDisposable? progress = ShowProgress(() => WorkState.OfList(resource.Kind, resource.Place, state.Read, state.Total));
        Action<int, long?>? update = progress is null ? null : (read, total) => Post(() => state = (read, total));
        return Await(token => Client.ReadVisibleAsync(resource.List, resource.UuidOf, token, update));
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

    /// <summary>Applies -Skip and -First to a list that is written while it is read and whose length is unknown.</summary>
    private protected PagingWindow NewPagingWindow()
    {
        WriteTotalCount(PagingParameters, total: null, isExact: false);
        return new PagingWindow(PagingParameters);
    }

    /// <summary>Writes the total count, once, when -IncludeTotalCount is specified.</summary>
    /// <param name="paging">The parameters.</param>
    /// <param name="total">The number of items; null when the server does not report it.</param>
    /// <param name="isExact">Whether the count is exact. It is an estimate where this cmdlet filters the items.</param>
    private void WriteTotalCount(PagingParameters? paging, long? total, bool isExact)
    {
        if (paging?.IncludeTotalCount == true)
        {
            paging.IncludeTotalCount = false;
            WriteObject(paging.NewTotalCount((ulong)(total ?? 0), total is null ? 0 : isExact ? 1 : 0.5));
        }
    }

    private void WritePages<T>(Resource<T> resource, ListQuery<T> query)
        where T : class
    {
        var window = new PagingWindow(PagingParameters);
        bool isFilteredByServer = query.Filter is null && query.EndsAt is null;
        // Request a short page when few items are wanted and no item is filtered out here.
        int length = window.IsSmall && isFilteredByServer ? window.PageLength : PagingWindow.LongestPage;
        using PageReader<T> reader = Pages(
            resource.List, resource.UuidOf, length, readAhead: !window.IsSmall && query.EndsAt is null);
        long read = 0;
        using IDisposable? progress = ShowProgress(() => WorkState.OfList(
            resource.Kind, resource.Place, read,
            // It is unknown how many items precede the first one that is too old.
            query.EndsAt is null ? isFilteredByServer ? window.Limit(reader.TotalCount) : reader.TotalCount : null));
        while ((!window.IsFull || PagingParameters?.IncludeTotalCount == true) && Next(reader) is var page)
        {
            WriteTotalCount(PagingParameters, reader.TotalCount, isFilteredByServer);
            UpdateProgress();
            foreach (T item in page ?? [])
            {
                resource.SetLocation(item);
            }

            ExpectObjects(page?.Where(item => query.Filter?.Invoke(item) != false) ?? []);
            foreach (T item in page ?? [])
            {
                if (window.IsFull || query.EndsAt?.Invoke(item) == true)
                {
                    return;
                }

                if (query.Filter?.Invoke(item) != false && window.Takes())
                {
                    WriteObject(item);
                }

                // Counted when the cmdlets behind this one have processed it, which can take long.
                read++;
                UpdateProgress();
            }

            if (page is null)
            {
                return;
            }
        }
    }

    /// <summary>Gets one item by its uuid. When it does not exist, the error lists the items that do.</summary>
    private async Task<T> FindAsync<T>(Resource<T> resource, string uuid, CancellationToken cancellationToken)
        where T : class
    {
        if (Guid.TryParse(uuid, out _))
        {
            try
            {
                return await Client.SendAsync(resource.Get!(RepositoryId.Braced(uuid)), cancellationToken).ConfigureAwait(false);
            }
            catch (BitbucketApiException e) when (e.StatusCode == 404)
            {
                // Either the item or the repository does not exist. Reading the list shows which.
            }
        }

        IReadOnlyList<T> all = await Client.ReadVisibleAsync(resource.List, resource.UuidOf, cancellationToken).ConfigureAwait(false);
        throw new ErrorRecordException(resource.NotFound(uuid, all));
    }
}
