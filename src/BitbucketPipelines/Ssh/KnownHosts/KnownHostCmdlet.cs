using System.ComponentModel;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines;

/// <summary>
/// The base class of cmdlets that read or change the known hosts of many repositories. They collect the input first, then work on several
/// repositories at the same time.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class KnownHostCmdlet : RepositoryCmdlet
{
    private readonly OpenStores<KnownHostStore> _stores = new();

    /// <summary>The options of a bulk change of known hosts.</summary>
    private protected BulkOptions BulkOptions => new("known host", ThrottleLimit)
    {
        Failed = row => Errors.KnownHostFailed((KnownHostResult)row, CurrentSession),
    };

    /// <summary>The store of the known hosts of a repository.</summary>
    private protected KnownHostStore StoreOf(BitbucketSession session, RepositoryId repository) => _stores.Get(
        session, repository.ToString(), () => new KnownHostStore(session == CurrentSession ? Client : ClientOf(session), repository));

    /// <summary>The session whose credentials a store uses.</summary>
    private protected BitbucketSession SessionOf(KnownHostStore store) => _stores.SessionOf(store);

    /// <summary>
    /// Plans and applies the changes that give repositories the desired known hosts. Returns one row for each of them, in the same order.
    /// </summary>
    private protected void ExecutePlan(
        IReadOnlyList<(KnownHostStore Store, DesiredKnownHost Host)> desired, bool skipRefused, bool quiet = false)
    {
        // The plan needs all desired hosts of a repository, because only one of several keys of a host is used.
        var plans = new Dictionary<KnownHostStore, Queue<PlannedKnownHost>>();
        Queue<PlannedKnownHost> PlanOf(KnownHostStore store) => plans.TryGetValue(store, out Queue<PlannedKnownHost>? plan) ? plan
            : plans[store] = new(KnownHostPlan.Make([.. desired.Where(d => d.Store == store).Select(d => d.Host)], store.Hosts));
        ExecutePlan(
            [.. Consecutive.By(desired, d => d.Store).Select(group => BulkTargetOf(
                group[0].Store, [.. group.Select(d => d.Host.Name)], () => [.. group.Select(_ => PlanOf(group[0].Store).Dequeue())],
                skipRefused))],
            BulkOptions with { SuppressRows = quiet });
    }

    /// <summary>A repository as a target of a bulk change.</summary>
    /// <param name="store">The known hosts.</param>
    /// <param name="names">The names of the hosts to change, for the row that reports a repository that cannot be read.</param>
    /// <param name="plan">Plans the changes, after the known hosts were read.</param>
    /// <param name="skipRefused">Whether a host that Bitbucket refuses because builds know its keys already is skipped rather than
    /// failed.</param>
    private protected BulkTarget BulkTargetOf(
        KnownHostStore store, IReadOnlyList<string> names, Func<IEnumerable<PlannedKnownHost>> plan, bool skipRefused = false) => new(
        store.Repository.ToString(), SessionOf(store), token => store.ReadAsync(IsWhatIf, token),
        () => [.. plan().Select(p => new BulkItem(
            $"{store.Repository}/{p.Name.ToUpperInvariant()}",
            p.Action,
            $"{p.Action} known host {p.Name} in {store.Repository}",
            (status, reason) => [store.Row(p, status, reason)],
            token => ApplyAsync(store, p, skipRefused, token))
        {
            Reason = p.Reason,
        })],
        (reason, e) => NotDone(store, "*", reason, e))
    {
        IsReadForPlanOnly = store.IsAssumed,
        NotDoneItems = names.Count == 0 ? null : (reason, e) => [.. names.Select(name => NotDone(store, name, reason, e))],
    };

    /// <summary>The piped host as it was read, if it was read from the repository of this store; otherwise null.</summary>
    private protected PipedHost? Piped(KnownHostStore store, KnownHost? host) =>
        host?.AsReadFrom(Client.SiteUri, store.Repository.Workspace, store.Repository.Slug) is KnownHost { Uuid.Length: > 0 } read
        && read.Uuid == host.Uuid ? new PipedHost(host, read) : null;

    private async Task<IReadOnlyList<ItemResult>> ApplyAsync(
        KnownHostStore store, PlannedKnownHost planned, bool skipRefused, CancellationToken cancellationToken)
    {
        if (await store.ApplyAssumedAsync(planned, skipRefused, cancellationToken).ConfigureAwait(false) is { } row)
        {
            return [row];
        }

        Post(() => DeferError(
            Errors.KnownHostNotFound(planned.Existing?.Uuid ?? planned.Name, store.Repository.ToString(), store.Hosts)));
        return [];
    }

    private static KnownHostResult NotDone(KnownHostStore store, string name, string reason, BitbucketApiException? e) => new(
        new PlannedKnownHost(name, ItemAction.Skipped, null, null), store.Repository, ItemAction.Skipped, ItemResult.Failed, reason)
    {
        Failure = ItemFailure.From(e),
    };
}

/// <summary>A piped known host.</summary>
/// <param name="Input">The host.</param>
/// <param name="Read">The host as it was read, whatever a script has done to it since.</param>
internal sealed record PipedHost(KnownHost Input, KnownHost Read);
