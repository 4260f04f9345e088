using System.Management.Automation;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <content>Writing lists: the spine of every cmdlet that gets many things. -Skip and -First count for each record by itself.</content>
public abstract partial class BitbucketCmdlet
{
    /// <summary>
    /// Writes the items of a resource that are asked for. Without names they are written as their pages come, and no page is read that is
    /// not needed. A name without wildcards, or a uuid, that means nothing is an error of its own, written after what was found.
    /// </summary>
    private protected void WriteList<T>(Resource<T> resource, ListQuery<T> query)
        where T : class
    {
        if (query is { Uuids: not null, Names: null } && resource.Get is not null)
        {
            var found = new List<T>();
            foreach (string uuid in query.Uuids)
            {
                GuardLater(() => found.Add(Await(token => FindAsync(resource, uuid, token))), uuid);
            }

            found.ForEach(resource.SetLocation);
            WriteItems([.. found.Where(query.Filter ?? (_ => true))]);
            WriteLateErrors();
            return;
        }

        if (query.Names is null && query.Uuids is null && query.Reduce is null)
        {
            WritePages(resource, query);
            return;
        }

        IReadOnlyList<T> all = Await(token => Client.ReadAllAsync(resource.List, resource.UuidOf, token));
        foreach (T item in all)
        {
            resource.SetLocation(item);
        }

        IReadOnlyList<T> wanted =
            [.. NameFilter.Select(resource, all, query.Names, query.Uuids, WriteErrorLater).Where(query.Filter ?? (_ => true))];
        WriteItems(query.Reduce is null ? wanted : query.Reduce(wanted));
        WriteLateErrors();
    }

    /// <summary>Writes those of a list that was read to its end that -Skip and -First leave.</summary>
    private protected void WriteItems<T>(IReadOnlyList<T> items)
    {
        if (PagingParameters is not { } paging)
        {
            WriteObject(items, enumerateCollection: true);
            return;
        }

        WriteTotalCount(paging, items.Count, isExact: true);
        var window = new PagingWindow(paging);
        foreach (T item in items.Where(_ => window.Takes()))
        {
            WriteObject(item);
        }
    }

    /// <summary>What -Skip and -First leave of a list that is written as it comes, and of which nobody knows how long it is.</summary>
    private protected PagingWindow NewPagingWindow()
    {
        WriteTotalCount(PagingParameters, total: null, isExact: false);
        return new PagingWindow(PagingParameters);
    }

    /// <summary>Writes how many there are, once, when -IncludeTotalCount asks for it.</summary>
    /// <param name="paging">The parameters.</param>
    /// <param name="total">How many; null when the server does not say.</param>
    /// <param name="isExact">Whether that is how many are wanted: not so where the items are looked through here.</param>
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
        // A short page when few are wanted and the server does the filtering: nothing is read that is thrown away.
        int length = window.IsSmall && isFilteredByServer ? window.PageLength : PagingWindow.LongestPage;
        using PageReader<T> reader = Pages(
            resource.List, resource.UuidOf, length, readAhead: !window.IsSmall && query.EndsAt is null);
        while ((!window.IsFull || PagingParameters?.IncludeTotalCount == true) && Next(reader) is var page)
        {
            WriteTotalCount(PagingParameters, reader.TotalCount, isFilteredByServer);
            foreach (T item in page ?? [])
            {
                resource.SetLocation(item);
                if (window.IsFull || query.EndsAt?.Invoke(item) == true)
                {
                    return;
                }

                if (query.Filter?.Invoke(item) != false && window.Takes())
                {
                    WriteObject(item);
                }
            }

            if (page is null)
            {
                return;
            }
        }
    }

    /// <summary>One item by its uuid. Where there is none, the error lists what there is.</summary>
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
                // No such item, or no such repository: reading the list tells which.
            }
        }

        IReadOnlyList<T> all = await Client.ReadAllAsync(resource.List, resource.UuidOf, cancellationToken).ConfigureAwait(false);
        throw new ErrorRecordException(resource.NotFound(uuid, all));
    }
}
