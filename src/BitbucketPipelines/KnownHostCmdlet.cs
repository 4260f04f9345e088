using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines;

/// <summary>
/// A cmdlet that works on the known hosts of many repositories: it collects, reads the lists some at a time, and only then decides.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class KnownHostCmdlet : RepositoryCmdlet
{
    private readonly Dictionary<(Uri, string), KnownHostStore> _stores = [];

    /// <summary>Requests in flight at most.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    /// <summary>The known hosts of a repository; one store for the whole call.</summary>
    private protected KnownHostStore StoreOf(BitbucketClient client, RepositoryId repository)
    {
        (Uri, string) key = (client.ApiUri, repository.ToString().ToUpperInvariant());
        if (!_stores.TryGetValue(key, out KnownHostStore? store))
        {
            _stores[key] = store = new KnownHostStore(client, repository);
        }

        return store;
    }

    /// <summary>Reads the lists of all that were asked for so far. Those that cannot be read are told as errors and left out.</summary>
    private protected HashSet<KnownHostStore> ReadStores(IEnumerable<KnownHostStore> wanted)
    {
        var ready = new HashSet<KnownHostStore>();
        KnownHostStore[] stores = [.. wanted.Distinct()];
        Await(token => OrderedWork.RunAsync(
            stores, ThrottleLimit, s => s.Repository.ToString(), (s, t) => s.TryReadAsync(t),
            store => Post(() =>
            {
                if (store.Failure is { } failure)
                {
                    WriteError(ErrorRecords.From(failure, CurrentSession, store.Repository.ToString()));
                }
                else
                {
                    ready.Add(store);
                }
            }), token));
        return ready;
    }

    /// <summary>Plans for each repository, asks, carries out, and tells: one row for each wanted host of each repository, in their order.</summary>
    private protected void Carry(IReadOnlyList<(KnownHostStore Store, WantedHost Wanted)> wanted, bool skipRefused, bool quiet = false)
    {
        HashSet<KnownHostStore> ready = ReadStores(wanted.Select(w => w.Store));
        var plan = new PlannedKnownHost[wanted.Count];
        foreach (IGrouping<KnownHostStore, int> target in Enumerable.Range(0, wanted.Count).Where(i => ready.Contains(wanted[i].Store)).GroupBy(i => wanted[i].Store))
        {
            int[] places = [.. target];
            IReadOnlyList<PlannedKnownHost> planned = KnownHostPlan.Make([.. places.Select(i => wanted[i].Wanted)], target.Key.Hosts);
            for (int i = 0; i < places.Length; i++)
            {
                plan[places[i]] = planned[i];
            }
        }

        Carry([.. Enumerable.Range(0, plan.Length).Where(i => plan[i] is not null).Select(i => (wanted[i].Store, plan[i]))], skipRefused, quiet);
    }

    /// <summary>Asks, carries out, and tells.</summary>
    private protected void Carry(IReadOnlyList<(KnownHostStore Store, PlannedKnownHost Planned)> plan, bool skipRefused, bool quiet) => Carry(
        plan.Select(p => new BulkItem(
            $"{p.Store.Repository}/{p.Planned.Name.ToUpperInvariant()}",
            p.Planned.Action,
            $"{p.Planned.Action} known host {p.Planned.Name} in {p.Store.Repository}",
            () => p.Store.Preview(p.Planned),
            () => p.Store.Decline(p.Planned),
            async token => await p.Store.ApplyAsync(p.Planned, skipRefused, token).ConfigureAwait(false))),
        ThrottleLimit, "known hosts", f => ErrorRecords.KnownHostFailed((KnownHostResult)f, CurrentSession), quiet);
}
