using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Ssh;

/// <summary>The known hosts of one repository: read once, then changed by plan.</summary>
internal sealed class KnownHostStore
{
    private readonly BitbucketClient _client;
    private readonly object _gate = new();
    private Task<IReadOnlyList<KnownHost>>? _listing;
    private IReadOnlyList<KnownHost>? _hosts;

    /// <summary>Creates a store; nothing is read yet.</summary>
    public KnownHostStore(BitbucketClient client, RepositoryId repository)
    {
        _client = client;
        Repository = repository;
    }

    /// <summary>The repository.</summary>
    public RepositoryId Repository { get; }

    private string Place => KnownHosts.List(Repository).Path;

    /// <summary>The known hosts, after <see cref="ReadAsync"/>.</summary>
    public IReadOnlyList<KnownHost> Hosts => _hosts ?? [];

    /// <summary>Reads them at the first call.</summary>
    /// <exception cref="BitbucketApiException">They cannot be read.</exception>
    public async Task<IReadOnlyList<KnownHost>> ReadAsync(CancellationToken cancellationToken)
    {
        Task<IReadOnlyList<KnownHost>> listing;
        lock (_gate)
        {
            listing = _listing ??= ListAsync(cancellationToken);
        }

        return _hosts = await listing.ConfigureAwait(false);
    }

    /// <summary>Carries out a plan. Does not throw for what the server refuses: one that fails says nothing about the others.</summary>
    /// <param name="planned">The plan.</param>
    /// <param name="skipRefused">Whether a host that Bitbucket refuses because builds know it anyway is skipped, not failed.</param>
    /// <param name="cancellationToken">Ends it.</param>
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

    /// <summary>The row of something that is not carried out. What was declined is skipped.</summary>
    public KnownHostResult Row(PlannedKnownHost planned, string status, string? reason)
    {
        return new(planned, Repository, status == ItemResult.Skipped ? ItemAction.Skipped : planned.Action, status, reason);
    }

    /// <summary>Whether Bitbucket refuses the host because builds know it by themselves. The list of such hosts may grow.</summary>
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

        try
        {
            Remember(await _client.SendAsync(KnownHosts.Create(Repository, body), cancellationToken).ConfigureAwait(false), null);
            return planned;
        }
        catch (BitbucketApiException e) when (e.StatusCode == 409 || e.Kind == ApiErrorKind.AnswerLost)
        {
            // It came about meanwhile, or the list lagged behind, or the answer was lost. A host is found by its name, so it can be
            // looked up whether it is there.
            KnownHost? existing = await LostAnswer.FindAsync(
                _client, async () => KnownHostPlan.Find(await ListAsync(cancellationToken).ConfigureAwait(false), planned.Name), e,
                cancellationToken).ConfigureAwait(false);
            if (existing is null)
            {
                throw;
            }

            return await SettleAsync(planned, existing, body, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether there was something to update: what only this session remembers may be gone.</summary>
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
        // Some answers are bare; one without a key is of no use to a later plan.
        if (written is { Key: not null })
        {
            written.Uuid ??= uuid;
            _client.Written.Note(Place, written.Uuid, written);
        }
    }

    /// <summary>Gives a host that turned out to be there the key that was wanted, unless it has it.</summary>
    private async Task<PlannedKnownHost> SettleAsync(
        PlannedKnownHost planned, KnownHost existing, KnownHostBody body, CancellationToken cancellationToken)
    {
        if (planned.Key!.Equals(existing.ParsedKey))
        {
            return planned;
        }

        Remember(await _client.SendAsync(KnownHosts.Update(Repository, Uuid(existing), body), cancellationToken).ConfigureAwait(false),
            existing.Uuid);
        return planned
            with { Action = ItemAction.Update, Existing = existing, Reason = "It was there already, though the list did not show it." };
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
            // Gone is gone, whoever did it.
        }
    }

    private async Task<IReadOnlyList<KnownHost>> ListAsync(CancellationToken cancellationToken)
    {
        List<KnownHost> list = await _client.ReadCurrentAsync(KnownHosts.List(Repository), h => h.Uuid, cancellationToken)
            .ConfigureAwait(false);
        list.ForEach(h => h.Locate(Repository, _client.SiteUri));
        return list;
    }
}
