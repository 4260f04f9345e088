using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <content>Changing items that are specified by name, by uuid or as objects. The Set- and Remove- cmdlets use this.</content>
public abstract partial class BitbucketCmdlet
{
    private static readonly string[] s_itemParameters = ["Name", "Uuid"];

    /// <summary>
    /// Finds the items that the input records specify, asks for confirmation, and changes several items at the same time. Each list is read
    /// once, or not at all where piped objects say all that is needed; if such an object turns out to be gone, the list decides. An item
    /// that is specified twice is removed once. A name that no item has, or that several items have where it must be unique, causes an
    /// error and does not stop the other changes.
    /// </summary>
    /// <param name="selections">One selection for each input record, in their order.</param>
    /// <param name="options">How the changes are carried out.</param>
    private protected void Change<T>(IReadOnlyList<Selection<T>> selections, BulkOptions options)
        where T : class
    {
        var lists = new ResourceLists<T>(selections);
        var removed = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var renamed = new HashSet<(BitbucketSession, string)>();
        ExecutePlan(
            [.. GroupByList(selections).Select(same => new BulkTarget(
                same[0].Resource.Place, same[0].Session, token => ReadAsync(same, token),
                () => [.. same.SelectMany(Plan)],
                (reason, e) => Row(
                    same[0], null, same.Length == 1 ? same[0].Subject : "*", ItemAction.Skipped, ItemResult.Failed, reason, e))
            {
                IsReadForPlanOnly = lists.IsPiped(same[0]),
                WaitsForChanges = same[same.Length - 1].NewName is not null ? !renamed.Add(same[0].Key) : renamed.Contains(same[0].Key),
            })],
            options with { Failed = ErrorOfChange });

        async Task ReadAsync(IReadOnlyList<Selection<T>> same, CancellationToken cancellationToken)
        {
            foreach (Selection<T> selection in same)
            {
                if (IsWhatIf || !lists.IsPiped(selection))
                {
                    await lists.ReadAsync(selection, cancellationToken).ConfigureAwait(false);
                }

                if (selection.Prepare is { } prepare)
                {
                    await prepare(lists.Find(selection, _ => { }), cancellationToken).ConfigureAwait(false);
                }
            }
        }

        IEnumerable<BulkItem> Plan(Selection<T> selection)
        {
            bool isListed = lists.IsRead(selection);
            IReadOnlyList<T> found = lists.Find(selection, DeferError);
            return (found.Count == 0 ? [] : selection.Plan(found))
                .Where(change => change.Action != ItemAction.Remove || removed.Add(IdentityOf(selection, change.Item)))
                .Select(change => IsWhatIf ? PlanRename(selection, change, lists.Of(selection)) : ItemOf(selection, change))
                .Select(item => isListed ? item
                    : item with { Apply = token => ApplyPipedAsync(selection, item, lists, token) });
        }
    }

    /// <summary>
    /// Changes an item that was planned with what the piped object says. If it does not exist any more, the list is read, and what it shows
    /// is changed as if it had been read before.
    /// </summary>
    private async Task<IReadOnlyList<ItemResult>> ApplyPipedAsync<T>(
        Selection<T> selection, BulkItem item, ResourceLists<T> lists, CancellationToken cancellationToken)
        where T : class
    {
        IReadOnlyList<ItemResult> rows = await item.Apply(cancellationToken).ConfigureAwait(false);
        if (!rows.Any(IsMissing))
        {
            return rows;
        }

        try
        {
            await lists.ReadAsync(selection, cancellationToken).ConfigureAwait(false);
            BulkItem[] again = await OnPipeline<BulkItem[]>(
                () => lists.Find(selection, DeferError) is { Count: > 0 } found
                    ? [.. selection.Plan(found).Select(change => ItemOf(selection, change))] : [],
                cancellationToken).ConfigureAwait(false);
            var all = new List<ItemResult>();
            foreach (BulkItem one in again)
            {
                all.AddRange(await one.Apply(cancellationToken).ConfigureAwait(false));
            }

            return all;
        }
        catch (Exception e) when (IsItemFailure(e))
        {
            return [Row(selection, null, selection.Subject, ItemAction.Skipped, ItemResult.Failed, e.Message, e)];
        }
    }

    /// <summary>Whether a change failed because the item does not exist.</summary>
    private static bool IsMissing(ItemResult row) => row.Status == ItemResult.Failed
        && (row.Failure is { StatusCode: 404 } || row.Cause is ErrorRecordException { Error.Id: var id } && id == ErrorId.ScheduleNotFound);

    /// <summary>
    /// With -WhatIf, refuses a new name that another item has, as the server would, and lets later records find the item by its new name.
    /// </summary>
    private static BulkItem PlanRename<T>(Selection<T> selection, PlannedChange<T> change, IReadOnlyList<T> all)
        where T : class
    {
        Resource<T> resource = selection.Resource;
        if (selection.NewName is not { } name || change.Refusal is not null)
        {
            return ItemOf(selection, change);
        }

        bool isTaken = all.Any(other =>
            !ReferenceEquals(other, change.Item) && string.Equals(resource.NameOf(other), name, StringComparison.OrdinalIgnoreCase));
        if (isTaken && resource.NameTaken is { } nameTaken)
        {
            return ItemOf(selection, change with { Refusal = nameTaken(change.Item, name) });
        }

        BulkItem item = ItemOf(selection, change);
        resource.Rename?.Invoke(change.Item, name);
        return item;
    }

    /// <summary>
    /// Groups consecutive selections from the same list. A group ends with a selection that renames items: the names in the selections
    /// after it are looked up in the list as it is after the rename.
    /// </summary>
    private static Selection<T>[][] GroupByList<T>(IReadOnlyList<Selection<T>> selections)
        where T : class
    {
        int renames = 0;
        IReadOnlyList<IReadOnlyList<(Selection<T> Selection, int)>> groups = Consecutive.By(
            selections.Select(s => (Selection: s, Renames: s.NewName is not null ? renames++ : renames)),
            s => (s.Selection.Key, s.Renames));
        return [.. groups.Select(group => group.Select(s => s.Selection).ToArray())];
    }

    /// <summary>Identifies an item, whichever session it was read with.</summary>
    private static string IdentityOf<T>(Selection<T> selection, T item)
        where T : class =>
        $"{selection.Client.ApiUri} {selection.Resource.List.Path}/{selection.Resource.UuidOf(item) ?? selection.Resource.NameOf(item)}";

    /// <summary>
    /// The items that one input record specifies. A piped object is found by its uuid, even if another item has its name now.
    /// </summary>
    /// <param name="resource">The list to select from.</param>
    /// <param name="names">The value of -Name.</param>
    /// <param name="uuids">The value of -Uuid.</param>
    /// <param name="input">A piped object, with its uuid or at least its name.</param>
    /// <param name="plan">Plans the changes of the selected items.</param>
    private protected Selection<T> Select<T>(
        Resource<T> resource, string[] names, string[]? uuids, T? input, Func<IReadOnlyList<T>, IEnumerable<PlannedChange<T>>> plan)
        where T : class =>
        input is null && names.Length == 0 && uuids is null or { Length: 0 } ? throw NothingSpecified(resource.Kind)
        : input is null ? new Selection<T>(resource, CurrentSession, Client, names, uuids, HasPatterns: true, plan)
        : new Selection<T>(
            resource, CurrentSession, Client, [resource.NameOf(input) ?? ""], resource.UuidOf(input) is { } uuid ? [uuid] : null,
            HasPatterns: false, plan)
        {
            Input = input,
            Piped = PipedObject(input, resource),
        };

    /// <summary>A piped object as it was read, if its uuid is known and this server was asked for it in the same place.</summary>
    private T? PipedObject<T>(T input, Resource<T> resource)
        where T : class =>
        (input as RepositoryItem)?.AsReadFrom(Client.SiteUri, resource.Workspace, resource.Repository) is T read
        && resource.UuidOf(read) is { Length: > 0 } uuid && uuid == resource.UuidOf(input) ? read : null;

    /// <summary>
    /// Forgets how piped objects were read that are about to be changed: who pipes them in again needs to know what is there then.
    /// </summary>
    private protected void ForgetRead(IEnumerable<RepositoryItem?> items)
    {
        foreach (RepositoryItem? item in IsWhatIf ? [] : items)
        {
            item?.KnowAs(null);
        }
    }

    /// <summary>
    /// The error of a cmdlet that was called without saying what it is to change. It ends the command, except when it is about a piped
    /// object.
    /// </summary>
    private protected ErrorRecordException NothingSpecified(string kind, params string[] parameters)
    {
        string[] names = [.. (parameters.Length > 0 ? parameters : s_itemParameters)
            .Where(name => GetType().GetProperty(name) is not null).Select(name => "-" + name)];
        string source = $"Get-{MyInvocation.MyCommand.Name.Split('-')[1]}";
        return MyInvocation.ExpectingInput
            ? new(Errors.InputObjectMissing(kind, names, source))
            : new(Errors.NothingSpecified(kind, names, source), terminating: true);
    }

    /// <summary>Throws before the first record if nothing says what to change, and nothing will be piped in.</summary>
    private protected void RequireSpecified(string kind)
    {
        if (!MyInvocation.ExpectingInput && !s_itemParameters.Append("InputObject").Any(MyInvocation.BoundParameters.ContainsKey))
        {
            throw NothingSpecified(kind);
        }
    }

    /// <summary>Throws when one new name is given to several items.</summary>
    private protected static IReadOnlyList<T> RequireSingleItem<T>(
        string? newName, string kind, IReadOnlyList<T> items, Func<T, string?> nameOf) =>
        newName is null || items.Count == 1
            ? items
            : throw new ErrorRecordException(Errors.OneNewName(kind, [.. items.Select(nameOf)]));

    private static BulkItem ItemOf<T>(Selection<T> selection, PlannedChange<T> change)
        where T : class
    {
        Resource<T> resource = selection.Resource;
        string name = resource.NameOf(change.Item) ?? resource.UuidOf(change.Item) ?? "";
        return new BulkItem(
            change.IsAlone ? "alone" : IdentityOf(selection, change.Item),
            change.Refusal is null ? change.Action : ItemAction.Skipped, $"{change.Operation}: {change.Target}",
            (status, reason) => [Row(selection, change.Item, name, change.Action, status, reason, null)],
            ApplyAsync)
        {
            Operation = change.Operation,
            Target = change.Target,
            IsRefused = change.Refusal is not null,
            Requests = change.Requests,
        };

        async Task<IReadOnlyList<ItemResult>> ApplyAsync(CancellationToken cancellationToken) => [await ApplyChangeAsync(
            change.Apply, change.Map, change.Refusal, (status, reason, cause, now) =>
            {
                if (status == ItemResult.Succeeded)
                {
                    object? current = change.Action == ItemAction.Remove ? null : now ?? change.Item;
                    (selection.Input as RepositoryItem)?.KnowAs(current as RepositoryItem);
                }

                return Row(selection, change.Item, name, change.Action, status, reason, cause, now);
            }, cancellationToken).ConfigureAwait(false)];
    }

    /// <summary>Carries a change out, and makes the row of its result or of its failure.</summary>
    private static async Task<ChangeResult> ApplyChangeAsync(
        Func<CancellationToken, Task<object?>> apply, Func<Exception, ErrorDescription?> map, ErrorDescription? refusal,
        Func<string, string?, Exception?, object?, ChangeResult> row, CancellationToken cancellationToken)
    {
        try
        {
            object? now = refusal is not null ? throw new ErrorRecordException(refusal)
                : await ErrorMap.RunAsync(apply, map, cancellationToken).ConfigureAwait(false);
            return row(ItemResult.Succeeded, null, null, now);
        }
        catch (Exception e) when (IsItemFailure(e))
        {
            return row(ItemResult.Failed, e.Message, e, null);
        }
    }

    /// <summary>The error of a change that failed.</summary>
    private static ErrorDescription ErrorOfChange(ItemResult row) =>
        row is ChangeResult { Cause: { } cause } change
            ? ErrorOf(cause, change.Account as BitbucketSession, change.FailureTarget ?? change.Name)
        : throw new InvalidOperationException($"Nothing is known of the failure of {row}.");

    private static ChangeResult Row<T>(
        Selection<T> selection, T? item, string name, ItemAction action, string status, string? reason, Exception? cause,
        object? now = null)
        where T : class
    {
        Resource<T> resource = selection.Resource;
        return new ChangeResult(resource.Kind, name, resource.Place, action, status, reason)
        {
            Uuid = item is null ? null : resource.UuidOf(item),
            Item = now,
            Cause = cause,
            Account = selection.Session,
            Failure = ItemFailure.From(RequestFailureOf(cause)),
        }.At(resource.Workspace, resource.Repository);
    }

    /// <summary>The failed request that caused an exception; null when there was none.</summary>
    private static BitbucketApiException? RequestFailureOf(Exception? cause) =>
        cause as BitbucketApiException ?? (cause as ErrorRecordException)?.Error.Exception as BitbucketApiException;
}
