using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <content>
/// Changing one thing for each input record, such as the configuration of piped repositories. The New- cmdlets use this, and those that
/// change what a repository has only one of.
/// </content>
public abstract partial class BitbucketCmdlet
{
    /// <summary>
    /// Reads what each record needs, asks for confirmation, and carries the changes out, several at the same time. The changed things are
    /// written in the order of the records. A failure does not stop the other changes.
    /// </summary>
    private protected void ChangePlaces(IReadOnlyList<PlaceChange> changes, BulkOptions options) => ExecutePlan(
        [.. changes.Select(change => new BulkTarget(
            change.Place, change.Session, token => ReadAsync(change, token), 
            () => change.Plan() is { } write ? [ItemOf(change, write)] : [],
            (reason, e) => Row(change, ItemAction.Skipped, ItemResult.Failed, reason, e, null))
        {
            IsReadForPlanOnly = change.IsReadForPlanOnly,
        })],
        options with { Failed = ErrorOfChange });

    private static async Task ReadAsync(PlaceChange change, CancellationToken cancellationToken)
    {
        if (change.Read is { } read)
        {
            await ErrorMap.RunAsync(
                async token =>
                {
                    await read(token).ConfigureAwait(false);
                    return true;
                },
                change.Map, cancellationToken).ConfigureAwait(false);
        }
    }

    private static BulkItem ItemOf(PlaceChange change, PlannedWrite write) => new(
        $"{change.Session.ApiUri} {change.Kind} {change.Place} {change.Key}".ToUpperInvariant(),
        write.Refusal is null ? write.Action : ItemAction.Skipped, $"{write.Operation}: {write.Target}",
        (status, reason) => [Row(change, write.Action, status, reason, null, null)],
        async token => [await ApplyChangeAsync(
            write.Apply, write.Map, write.Refusal, (status, reason, cause, now) => now is AlreadyThere there
                ? Row(change, ItemAction.Unchanged, status, reason, cause, there.Item)
                : Row(change, write.Action, status, reason, cause, now), token).ConfigureAwait(false)])
    {
        Operation = write.Operation,
        Target = write.Target,
        IsRefused = write.Refusal is not null,
        Requests = write.Requests,
        RequestsToKeep = write.RequestsToKeep,
        Warning = write.Warning,
    };

    private static ChangeResult Row(
        PlaceChange change, ItemAction action, string status, string? reason, Exception? cause, object? now) =>
        new ChangeResult(change.Kind, change.Name, change.Place, action, status, reason)
        {
            Item = now,
            Cause = cause,
            Account = change.Session,
            FailureTarget = change.FailureTarget ?? change.Place,
            Failure = ItemFailure.From(RequestFailureOf(cause)),
        }.At(change.Workspace, change.Repository);
}
