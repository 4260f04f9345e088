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
/// <para>The lists of all repositories that are piped in are read before the first cache is removed.</para>
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
    private readonly List<(CacheRemoval Removal, BitbucketSession Session)> _doomed = [];
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
    protected override void Finish()
    {
        if (_wishes.Count == 0)
        {
            return;
        }

        var listings = new Dictionary<string, CacheListing>(StringComparer.Ordinal);
        Wish[] lists = [.. _wishes.GroupBy(w => w.Key).Select(g => g.First())];
        Await(token => OrderedWork.RunAsync(
            lists, ThrottleLimit, w => w.Key, async (w, t) => (w.Key, Listing: await CacheListing.ReadAsync(w.Client, w.Repository, t).ConfigureAwait(false)),
            read => listings[read.Key] = read.Listing, token));
        foreach (Wish list in lists.Where(w => listings[w.Key].Failure is not null))
        {
            WriteError(ErrorRecords.From(listings[list.Key].Failure!, list.Session, list.Repository.ToString()));
        }

        foreach (Wish wish in _wishes.Where(w => listings[w.Key].Failure is null))
        {
            Plan(wish, listings[wish.Key].Caches);
        }

        Await(token => OrderedWork.RunAsync(
            _doomed, ThrottleLimit, d => $"{d.Removal.Repository}/{d.Removal.Caches[0].Uuid}",
            async (d, t) => (Results: await d.Removal.ApplyAsync(t).ConfigureAwait(false), d.Session),
            done => Post(() => Tell(done.Results, done.Session)), token));
    }

    private void Plan(Wish wish, IReadOnlyList<Cache> all)
    {
        DateTimeOffset now = wish.Client.Clock.GetUtcNow();
        if (wish.Names is null && wish.Uuids is null)
        {
            Add(wish, all.Where(c => IsWanted(c, now)));
            return;
        }

        foreach (string name in wish.Names ?? [])
        {
            IReadOnlyList<Cache> found = Pick(all, wish.Repository, [name], null);
            if (!IsFiltered && found.All(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                foreach (IGrouping<string, Cache> versions in found.GroupBy(c => c.Name ?? "", StringComparer.Ordinal))
                {
                    Add(wish, [.. versions.Where(c => !_seen.Contains(Key(wish, c)))], versions.Key);
                }
            }
            else
            {
                Add(wish, found.Where(c => IsWanted(c, now)));
            }
        }

        if (wish.Uuids is not null)
        {
            Add(wish, Pick(all, wish.Repository, null, wish.Uuids).Where(c => IsWanted(c, now)));
        }
    }

    private void Add(Wish wish, IEnumerable<Cache> caches)
    {
        foreach (Cache cache in caches.Where(c => !_seen.Contains(Key(wish, c))))
        {
            Add(wish, [cache], null);
        }
    }

    /// <summary>Asks. What is named twice is asked for, and removed, once.</summary>
    private void Add(Wish wish, IReadOnlyList<Cache> versions, string? name)
    {
        if (versions.Count == 0)
        {
            return;
        }

        _seen.UnionWith(versions.Select(c => Key(wish, c)));
        string what = name is null ? $"version {versions[0].Uuid}" : versions.Count == 1 ? "its only version" : $"all {versions.Count} versions";
        if (IsApproved($"{versions[0].Name} ({what}, {Display.Size(versions.Sum(c => c.Size ?? 0))}) in {wish.Repository}", "Remove cache", Force))
        {
            _doomed.Add((new CacheRemoval(wish.Client, wish.Repository, versions, name), wish.Session));
        }
        else if (IsWhatIf && PassThru)
        {
            WriteObject(versions.Select(c => new CacheResult(c, ItemResult.Planned, null)), enumerateCollection: true);
        }
    }

    private void Tell(IReadOnlyList<CacheResult> results, BitbucketSession session)
    {
        if (PassThru)
        {
            WriteObject(results, enumerateCollection: true);
        }

        if (results[0].Status == ItemResult.Failed)
        {
            WriteError(ErrorRecords.ItemFailed(results[0], "cache", session));
        }
    }

    private static string Key(Wish wish, Cache cache) => $"{wish.Key}/{cache.Uuid}";

    /// <summary>What one record asks for.</summary>
    private sealed record Wish(BitbucketClient Client, BitbucketSession Session, RepositoryId Repository, string[]? Names, string[]? Uuids)
    {
        public string Key => $"{Client.ApiUri} {Repository}";
    }
}
