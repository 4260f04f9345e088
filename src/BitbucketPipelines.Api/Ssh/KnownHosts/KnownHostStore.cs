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

    /// <summary>Creates a store; reads nothing yet.</summary>
    public KnownHostStore(BitbucketClient client, RepositoryId repository)
    {
        _client = client;
        Repository = repository;
    }

    public RepositoryId Repository { get; }

    private string Place => KnownHosts.List(Repository).Path;

    /// <summary>The known hosts, after <see cref="ReadAsync"/>.</summary>
    public IReadOnlyList<KnownHost> Hosts => _hosts ?? [];

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

    /// <summary>Applies a planned change. Returns server errors in the row, because they must not affect other changes.</summary>
    /// <param name="planned">The planned change.</param>
    /// <param name="skipRefused">Whether a host that Bitbucket refuses because builds know its keys already is skipped rather than
    /// failed.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    public async Task<KnownHostResult> ApplyAsync(PlannedKnownHost planned, bool skipRefused, CancellationToken cancellationToken)
    {
        if (planned.Action is ItemAction.Unchanged or ItemAction.Skipped)
        {
            return Row(planned, planned.Action == ItemAction.Skipped ? ItemResult.Skipped : ItemResult.Succeeded, planned.Reason);
        }

        try
        {
            PlannedKnownHost done = await WriteAsync(planned, cancellationToken).ConfigureAwait(false);
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

    private async Task<PlannedKnownHost> WriteAsync(PlannedKnownHost planned, CancellationToken cancellationToken)
    {
        if (planned.Action == ItemAction.Remove)
        {
            await RemoveAsync(Uuid(planned.Existing!), cancellationToken).ConfigureAwait(false);
            _client.Written.NoteRemoved(Place, planned.Existing!.Uuid);
            return planned;
        }

        KnownHostBody body = KnownHostBody.Of(planned.Name, planned.Key!);
        if (planned.Action == ItemAction.Update
            && await TryUpdateAsync(Uuid(planned.Existing!), body, cancellationToken).ConfigureAwait(false))
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
    private async Task<bool> TryUpdateAsync(string uuid, KnownHostBody body, CancellationToken cancellationToken)
    {
        try
        {
            Remember(await _client.SendAsync(KnownHosts.Update(Repository, uuid, body), cancellationToken).ConfigureAwait(false), uuid);
            return true;
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404 && _client.Written.Forget(Place, uuid))
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

    private async Task RemoveAsync(string uuid, CancellationToken cancellationToken)
    {
        try
        {
            await _client.SendAsync(KnownHosts.Delete(Repository, uuid), cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.IsGone)
        {
            // Already removed.
        }
    }

    private async Task<IReadOnlyList<KnownHost>> ListAsync(CancellationToken cancellationToken)
    {
        List<KnownHost> list = await _client.ReadCurrentAsync(KnownHosts.List(Repository), h => h.Uuid, cancellationToken)
            .ConfigureAwait(false);
        list.ForEach(h => h.SetLocation(Repository, _client.SiteUri));
        return list;
    }
}
