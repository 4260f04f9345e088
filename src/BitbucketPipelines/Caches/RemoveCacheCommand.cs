using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Commands;

/// <summary>Removes caches.</summary>
/// <remarks>
/// <para>Asks before each, unless -Force is given. The next build that uses the cache makes it anew.</para>
/// <para>A name without wildcards, and without -OlderThan and -LargerThan, removes every version of the cache with one request; all else
/// removes exactly the versions that are listed. Bitbucket answers a deletion in the same way whether there was something to delete or
/// not, so the list is read first, and what is not in it is an error.</para>
/// <para>Repositories that are piped in are read and cleaned one at the heels of the other, -ThrottleLimit requests at a time.</para>
/// </remarks>
/// <example>
/// <code>Remove-BbCache node</code>
/// <para>Removes every version of a cache of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Remove-BbCache -OlderThan 30 -Force -PassThru</code>
/// <para>Removes what is older than 30 days from all repositories of the workspace, and tells what became of each.</para>
/// </example>
/// <example>
/// <code>Remove-BbCache * -LargerThan 500MB -WhatIf</code>
/// <para>Shows which large caches would be removed.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BbCache", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = NameSet)]
[OutputType(typeof(CacheResult))]
public sealed class RemoveCacheCommand : CacheFilterCmdlet
{
    private readonly List<Wish> _wishes = [];
    private readonly Dictionary<string, IReadOnlyList<Cache>> _lists = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The uuid of a version, with or without braces.</summary>
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[]? Uuid { get; set; }

    /// <summary>A version from Get-BbCache.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [ValidateNotNull]
    public Cache? InputObject { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Requests in flight at most.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    /// <summary>Writes what became of each version; with -WhatIf, the plan.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => InputObject ?? base.FailureTarget;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (InputObject is null && Name is null && Uuid is null && !IsFiltered)
        {
            throw new ItemFailedException(ErrorRecords.CacheRequired("or -OlderThan or -LargerThan, or pipe caches in"), terminating: true);
        }

        RepositoryId repository = TargetOf(InputObject);
        _wishes.Add(new Wish(Client, CurrentSession, repository, Name, InputObject is null ? Uuid : [InputObject.Uuid ?? ""]));
    }

    /// <inheritdoc/>
    protected override void Finish() => Carry(
        [.. Consecutive.By(_wishes, w => w.Key).Select(group => new BulkTarget(
            group[0].Repository.ToString(), group[0].Session, token => ReadAsync(group[0], token),
            () => [.. group.SelectMany(wish => Plan(wish, _lists[wish.Key]))],
            (reason, e) => new CacheResult(NamesOf(group), group[0].Repository, reason) { Failure = ItemFailure.From(e) }))],
        new BulkOptions("cache", ThrottleLimit)
        {
            Failed = f => ErrorRecords.ItemFailed(f, "cache", CurrentSession),
            Quiet = !PassThru,
            Force = Force,
            IsHigh = true,
        });

    private async Task ReadAsync(Wish wish, CancellationToken cancellationToken)
    {
        lock (_lists)
        {
            if (_lists.ContainsKey(wish.Key))
            {
                return;
            }
        }

        CacheListing listing = await CacheListing.ReadAsync(wish.Client, wish.Repository, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Cache> caches = listing.Failure is { } e ? throw e : listing.Caches;
        lock (_lists)
        {
            _lists[wish.Key] = caches;
        }
    }

    private static string NamesOf(IReadOnlyList<Wish> wishes) =>
        wishes.Count == 1 && (wishes[0].Names ?? wishes[0].Uuids) is { Length: 1 } one ? one[0] : "*";

    private List<BulkItem> Plan(Wish wish, IReadOnlyList<Cache> all)
    {
        DateTimeOffset now = wish.Client.Clock.GetUtcNow();
        var items = new List<BulkItem>();
        if (wish.Names is null && wish.Uuids is null)
        {
            AddEach(all.Where(c => IsWanted(c, now)));
            return items;
        }

        foreach (string name in wish.Names ?? [])
        {
            IReadOnlyList<Cache> found = Pick(all, wish.Repository, [name], null, WriteErrorLater);
            if (!IsFiltered && found.All(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                foreach (IGrouping<string, Cache> versions in found.GroupBy(c => c.Name ?? "", StringComparer.Ordinal))
                {
                    Add([.. versions.Where(c => !_seen.Contains(Key(wish, c)))], versions.Key);
                }
            }
            else
            {
                AddEach(found.Where(c => IsWanted(c, now)));
            }
        }

        if (wish.Uuids is not null)
        {
            AddEach(Pick(all, wish.Repository, null, wish.Uuids, WriteErrorLater).Where(c => IsWanted(c, now)));
        }

        return items;

        void AddEach(IEnumerable<Cache> caches)
        {
            foreach (Cache cache in caches.Where(c => !_seen.Contains(Key(wish, c))))
            {
                Add([cache], null);
            }
        }

        // What is named twice is asked for, and removed, once.
        void Add(IReadOnlyList<Cache> versions, string? name)
        {
            if (versions.Count == 0)
            {
                return;
            }

            _seen.UnionWith(versions.Select(c => Key(wish, c)));
            string what = name is null
                ? $"version {versions[0].Uuid}"
                : versions.Count == 1 ? "its only version" : $"all {versions.Count} versions";
            var removal = new CacheRemoval(wish.Client, wish.Repository, versions, name);
            items.Add(new BulkItem(
                $"{wish.Repository}/{versions[0].Uuid}", ItemAction.Remove,
                $"Remove cache {versions[0].Name} ({what}, {Display.Size(versions.Sum(c => c.Size ?? 0))}) in {wish.Repository}",
                (status, reason) => [.. versions.Select(c => new CacheResult(c, status, reason))],
                async token => await removal.ApplyAsync(token).ConfigureAwait(false)));
        }
    }

    private static string Key(Wish wish, Cache cache) => $"{wish.Key}/{cache.Uuid}";

    /// <summary>What one record asks for.</summary>
    private sealed record Wish(BitbucketClient Client, BitbucketSession Session, RepositoryId Repository, string[]? Names, string[]? Uuids)
    {
        public string Key => $"{Client.ApiUri} {Repository}";
    }
}
