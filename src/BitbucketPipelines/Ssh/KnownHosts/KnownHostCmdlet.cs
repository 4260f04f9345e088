using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines;

/// <summary>
/// A cmdlet that works on the known hosts of many repositories: it collects, and then reads and changes one at the heels of the other.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class KnownHostCmdlet : RepositoryCmdlet
{
    private readonly OpenStores<KnownHostStore> _stores = new();

    /// <summary>Requests in flight at most.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    /// <summary>The known hosts of a repository.</summary>
    private protected KnownHostStore StoreOf(BitbucketSession session, RepositoryId repository) => _stores.Get(
        session, repository.ToString(), () => new KnownHostStore(session == CurrentSession ? Client : ClientOf(session), repository));

    /// <summary>Whose credentials a store uses.</summary>
    private protected BitbucketSession SessionOf(KnownHostStore store) => _stores.SessionOf(store);

    /// <summary>
    /// Plans for each repository, asks, carries out, and tells: one row for each wanted host of each repository, in their order.
    /// </summary>
    private protected void ExecutePlan(
        IReadOnlyList<(KnownHostStore Store, DesiredKnownHost Wanted)> wanted, bool skipRefused, bool quiet = false)
    {
        // Of several keys for one host one is taken: the plan is made of all that is wanted in a repository.
        var plans = new Dictionary<KnownHostStore, Queue<PlannedKnownHost>>();
        Queue<PlannedKnownHost> PlanOf(KnownHostStore store) => plans.TryGetValue(store, out Queue<PlannedKnownHost>? plan) ? plan
            : plans[store] = new(KnownHostPlan.Make([.. wanted.Where(w => w.Store == store).Select(w => w.Wanted)], store.Hosts));
        ExecutePlan(
            [.. Consecutive.By(wanted, w => w.Store).Select(group => BulkTargetOf(
                group[0].Store, [.. group.Select(w => w.Wanted.Name)], () => [.. group.Select(_ => PlanOf(group[0].Store).Dequeue())],
                skipRefused))],
            new BulkOptions("known host", ThrottleLimit) { Failed = Failed, Quiet = quiet });
    }

    /// <summary>A repository, and what is to be done to its known hosts.</summary>
    /// <param name="store">The known hosts.</param>
    /// <param name="names">What was asked for, for the row of a repository that cannot be read.</param>
    /// <param name="plan">What is to be done; the hosts have been read.</param>
    /// <param name="skipRefused">Whether a host that Bitbucket refuses because builds know it anyway is skipped, not failed.</param>
    private protected BulkTarget BulkTargetOf(
        KnownHostStore store, IReadOnlyList<string> names, Func<IEnumerable<PlannedKnownHost>> plan, bool skipRefused = false) => new(
        store.Repository.ToString(), SessionOf(store), store.ReadAsync,
        () => [.. plan().Select(p => new BulkItem(
            $"{store.Repository}/{p.Name.ToUpperInvariant()}",
            p.Action,
            $"{p.Action} known host {p.Name} in {store.Repository}",
            (status, reason) => [store.Row(p, status, reason)],
            async token => [await store.ApplyAsync(p, skipRefused, token).ConfigureAwait(false)])
        {
            Reason = p.Reason,
        })],
        (reason, e) => new KnownHostResult(
            new PlannedKnownHost(names.Count == 1 ? names[0] : "*", ItemAction.Skipped, null, null), store.Repository, ItemAction.Skipped,
            ItemResult.Failed, reason)
        {
            Failure = ItemFailure.From(e),
        });

    /// <summary>The error of a row that failed.</summary>
    private protected ErrorDescription Failed(ItemResult result) => ErrorRecords.KnownHostFailed((KnownHostResult)result, CurrentSession);
}
