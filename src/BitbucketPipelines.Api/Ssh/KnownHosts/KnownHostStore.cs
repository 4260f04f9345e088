using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Ssh;

/// <summary>The known hosts of one repository: reads them once, then applies planned changes.</summary>
internal sealed class KnownHostStore
{
    private readonly BitbucketClient _client;
    private readonly object _gate = new();
    private Task<IReadOnlyList<KnownHost>>? _listing;
    private IReadOnlyList<KnownHost>? _hosts;
    private IReadOnlyList<KnownHost>? _assumed;

    /// <summary>Creates a store; reads nothing yet.</summary>
    public KnownHostStore(BitbucketClient client, RepositoryId repository)
    {
        _client = client;
        Repository = repository;
    }

    public RepositoryId Repository { get; }

    private string Place => KnownHosts.List(Repository).Path;

    /// <summary>The known hosts, after <see cref="ReadAsync(CancellationToken)"/>.</summary>
    public IReadOnlyList<KnownHost> Hosts => _hosts ?? [];

    /// <summary>Whether hosts are changed as they are known, without reading the list before.</summary>
    public bool IsAssumed => _assumed is not null;

    /// <summary>
    /// Takes hosts as they are known, instead of reading the list, of which they may be a part only. If one of them turns out to be gone,
    /// the list is read after all.
    /// </summary>
    public void Assume(IReadOnlyList<KnownHost> known) => _assumed = known;

    /// <summary>Reads the known hosts, unless they are assumed.</summary>
    /// <param name="isPlan">Whether this is for -WhatIf, which shows what is there now.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="BitbucketApiException">The known hosts could not be read.</exception>
    public Task<IReadOnlyList<KnownHost>> ReadAsync(bool isPlan, CancellationToken cancellationToken) =>
        _assumed is { } known && !isPlan ? Task.FromResult(_hosts = known) : ReadAsync(cancellationToken);

    /// <summary>Reads the known hosts at the first call; later calls return the same list.</summary>
    /// <exception cref="BitbucketApiException">The known hosts could not be read.</exception>
    public async Task<IReadOnlyList<KnownHost>> ReadAsync(CancellationToken cancellationToken)
    {
        Task<IReadOnlyList<KnownHost>> listing;
        lock (_gate)
        {
            listing = _listing ??= ListAsync(cancellationToken);
        }

        return _hosts = await listing.ConfigureAwait(false);
    }

    /// <summary>
    /// Applies a planned change. If it was planned with a host that is assumed and does not exist any more, the list is read, and the
    /// change is planned again. Null when there is no host to remove.
    /// </summary>
    public async Task<KnownHostResult?> ApplyAssumedAsync(PlannedKnownHost planned, bool skipRefused, CancellationToken cancellationToken)
    {
        KnownHostResult row = await ApplyAsync(planned, skipRefused, cancellationToken, IsAssumed).ConfigureAwait(false);
        if (!IsAssumed || row.Failure is not { StatusCode: 404 })
        {
            return row;
        }

        try
        {
            IReadOnlyList<KnownHost> hosts = await ReadAsync(cancellationToken).ConfigureAwait(false);
            PlannedKnownHost? again = planned.Action != ItemAction.Remove
                ? KnownHostPlan.Make([new DesiredKnownHost(planned.Name, planned.Key)], hosts)[0]
                : hosts.FirstOrDefault(h => h.Uuid == planned.Existing!.Uuid) is { } there ? planned with { Existing = there }
                : null;
            return again is null ? null : await ApplyAsync(again, skipRefused, cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e)
        {
            return new KnownHostResult(planned, Repository, ItemAction.Skipped, ItemResult.Failed, e.Message)
            {
                Failure = new ItemFailure(e),
            };
        }
    }

    /// <summary>Applies a planned change. Returns server errors in the row, because they must not affect other changes.</summary>
    /// <param name="planned">The planned change.</param>
    /// <param name="skipRefused">Whether a host that Bitbucket refuses because builds know its keys already is skipped rather than
    /// failed.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <param name="isAssumed">Whether the host may not exist any more: then the row says so.</param>
    public async Task<KnownHostResult> ApplyAsync(
        PlannedKnownHost planned, bool skipRefused, CancellationToken cancellationToken, bool isAssumed = false)
    {
        if (planned.Action is ItemAction.Unchanged or ItemAction.Skipped)
        {
            return Row(planned, planned.Action == ItemAction.Skipped ? ItemResult.Skipped : ItemResult.Succeeded, planned.Reason);
        }

        try
        {
            PlannedKnownHost done = await WriteAsync(planned, isAssumed, cancellationToken).ConfigureAwait(false);
            return Row(done, ItemResult.Succeeded, done.Reason);
        }
        catch (BitbucketApiException e) when (skipRefused && IsNotAllowed(e))
        {
            return Row(planned, ItemResult.Skipped, KnownHostPlan.BuiltIn);
        }
        catch (BitbucketApiException e)
        {
            return new KnownHostResult(planned, Repository, planned.Action, ItemResult.Failed, e.Message) { Failure = new ItemFailure(e) };
        }
    }

    /// <summary>The row of a change that was not applied. A declined change is skipped.</summary>
    public KnownHostResult Row(PlannedKnownHost planned, string status, string? reason)
    {
        return new(planned, Repository, status == ItemResult.Skipped ? ItemAction.Skipped : planned.Action, status, reason);
    }

    /// <summary>Whether Bitbucket refused the host because builds know its keys already. The list of such hosts may grow.</summary>
    public static bool IsNotAllowed(BitbucketApiException? failure) =>
        failure is { StatusCode: 400 }
        && $"{failure.ServerMessage} {failure.Detail}".IndexOf("hostname-not-allowed", StringComparison.OrdinalIgnoreCase) >= 0;

    private async Task<PlannedKnownHost> WriteAsync(PlannedKnownHost planned, bool isAssumed, CancellationToken cancellationToken)
    {
        if (planned.Action == ItemAction.Remove)
        {
            await RemoveAsync(Uuid(planned.Existing!), isAssumed, cancellationToken).ConfigureAwait(false);
            _client.Written.NoteRemoved(Place, planned.Existing!.Uuid);
            return planned;
        }

        KnownHostBody body = KnownHostBody.Of(planned.Name, planned.Key!);
        if (planned.Action == ItemAction.Update
            && await TryUpdateAsync(Uuid(planned.Existing!), body, isAssumed, cancellationToken).ConfigureAwait(false))
        {
            return planned;
        }

        // The host may have been created in the meantime, the list may lag behind, and the response can be lost. The name identifies
        // a host.
        (KnownHost? created, KnownHost? existing, bool isOwn) = await LostAnswer.CreateAsync<KnownHost>(
            _client, () => _client.SendAsync(KnownHosts.Create(Repository, body), cancellationToken),
            async () => KnownHostPlan.Find(await ListAsync(cancellationToken).ConfigureAwait(false), planned.Name), cancellationToken)
            .ConfigureAwait(false);
        if (created is not null)
        {
            Remember(created, null);
            return planned;
        }

        PlannedKnownHost done = await UpdateExistingAsync(planned, existing!, body, cancellationToken).ConfigureAwait(false);
        return isOwn ? planned : done;
    }

    /// <summary>Updates a known host; returns false when only this session remembered it and it no longer exists.</summary>
    private async Task<bool> TryUpdateAsync(string uuid, KnownHostBody body, bool isAssumed, CancellationToken cancellationToken)
    {
        try
        {
            Remember(await _client.SendAsync(KnownHosts.Update(Repository, uuid, body), cancellationToken).ConfigureAwait(false), uuid);
            return true;
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404 && _client.Written.Forget(Place, uuid) && !isAssumed)
        {
            return false;
        }
    }

    private void Remember(KnownHost? written, string? uuid)
    {
        // Some responses are incomplete; one without a key is useless for later plans.
        if (written is { Key: not null })
        {
            written.Uuid ??= uuid;
            _client.Written.Note(Place, written.Uuid, written);
        }
    }

    /// <summary>Updates a host that turned out to exist, unless it already has the desired key.</summary>
    private async Task<PlannedKnownHost> UpdateExistingAsync(
        PlannedKnownHost planned, KnownHost existing, KnownHostBody body, CancellationToken cancellationToken)
    {
        if (planned.Key!.Equals(existing.ParsedKey))
        {
            return planned;
        }

        Remember(await _client.SendAsync(KnownHosts.Update(Repository, Uuid(existing), body), cancellationToken).ConfigureAwait(false),
            existing.Uuid);
        return planned
            with { Action = ItemAction.Update, Existing = existing,
                Reason = "The host already existed, although the list did not contain it." };
    }

    private static string Uuid(KnownHost host) => Required.Uuid(host.Uuid, $"known host '{host.Name}'");

    private async Task RemoveAsync(string uuid, bool isAssumed, CancellationToken cancellationToken)
    {
        try
        {
            await _client.SendAsync(KnownHosts.Delete(Repository, uuid), cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.IsGone && !isAssumed)
        {
            // Removed since the list was read.
        }
    }

    private async Task<IReadOnlyList<KnownHost>> ListAsync(CancellationToken cancellationToken)
    {
        List<KnownHost> list = await _client.ReadCurrentAsync(
            KnownHosts.List(Repository), h => h.Uuid, uuid => KnownHosts.Get(Repository, uuid), cancellationToken).ConfigureAwait(false);
        list.ForEach(h => h.SetLocation(Repository, _client.SiteUri));
        return list;
    }
}
