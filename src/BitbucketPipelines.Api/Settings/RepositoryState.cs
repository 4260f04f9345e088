using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Schedules;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Api.Settings;

/// <summary>The settings of a repository as Bitbucket has them, and what is needed to change them. Reads only what is asked for.</summary>
internal sealed class RepositoryState
{
    /// <summary>Creates the state; reads nothing yet.</summary>
    public RepositoryState(BitbucketClient client, RepositoryId repository)
    {
        Client = client;
        Repository = repository;
        Variables = new VariableStore(client, VariableScope.OfRepository(repository));
        KnownHosts = new KnownHostStore(client, repository);
        ScheduleEditor = new ScheduleEditor(client, repository);
    }

    public BitbucketClient Client { get; }

    public RepositoryId Repository { get; }

    /// <summary>Whether Pipelines is enabled; null when it never was.</summary>
    public bool? Enabled { get; private set; }

    /// <summary>Why <see cref="Enabled"/> cannot be read: the credentials may not administer the repository.</summary>
    public BitbucketApiException? EnabledFailure { get; private set; }

    /// <summary>The variables of the repository.</summary>
    public VariableStore Variables { get; private set; }

    /// <summary>The deployment environments, in their order.</summary>
    public IReadOnlyList<EnvironmentState> Environments { get; private set; } = [];

    /// <summary>The known hosts.</summary>
    public KnownHostStore KnownHosts { get; }

    /// <summary>The schedules.</summary>
    public IReadOnlyList<PipelineSchedule> Schedules { get; private set; } = [];

    public ScheduleEditor ScheduleEditor { get; }

    /// <summary>The number of the next run, as far as it is known; 1 when there was no run.</summary>
    public long NextBuildNumber { get; private set; } = 1;

    /// <summary>The public key of the SSH key pair; null when there is none.</summary>
    public string? PublicKey { get; private set; }

    /// <summary>
    /// Whether schedules were not read, because Pipelines was never enabled, so that there can be none. They must not be created before
    /// Pipelines is enabled: a repeated call would not see them and would create them again.
    /// </summary>
    public bool IsAssumedNew { get; private set; }

    private string BuildNumberPlace => $"{ConfigOperations.Get(Repository).Path}/build_number";

    /// <summary>Reads the settings of some kinds.</summary>
    /// <exception cref="BitbucketApiException">Something cannot be read.</exception>
    public async Task ReadAsync(ICollection<SettingKind> kinds, CancellationToken cancellationToken)
    {
        bool confirmed = kinds.Contains(SettingKind.Configuration) && await ReadConfigAsync(cancellationToken).ConfigureAwait(false);
        if (kinds.Contains(SettingKind.Environment) || kinds.Contains(SettingKind.Variable))
        {
            await ReadEnvironmentsAsync(cancellationToken).ConfigureAwait(false);
            confirmed = true;
        }

        if (kinds.Contains(SettingKind.Variable))
        {
            await Variables.ReadAsync(cancellationToken).ConfigureAwait(false);
            foreach (EnvironmentState environment in Environments)
            {
                await environment.Variables.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        if (kinds.Contains(SettingKind.KnownHost))
        {
            await KnownHosts.ReadAsync(cancellationToken).ConfigureAwait(false);
            confirmed = true;
        }

        if (kinds.Contains(SettingKind.Schedule))
        {
            Schedules = await ScheduleEditor.ListAsync(cancellationToken).ConfigureAwait(false);
            confirmed = true;
        }

        bool isNew = kinds.Contains(SettingKind.Configuration) && Enabled is null && EnabledFailure is null;
        if (kinds.Contains(SettingKind.BuildNumber) && !isNew)
        {
            NextBuildNumber = await ReadBuildNumberAsync(cancellationToken).ConfigureAwait(false);
            confirmed = true;
        }

        if (kinds.Contains(SettingKind.SshKeyPair) && !isNew)
        {
            PublicKey = await ReadPublicKeyAsync(cancellationToken).ConfigureAwait(false);
        }

        await ConfirmAsync(confirmed || PublicKey is not null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads only what the plan needs. In a repository that is new, lists that must be empty are not read, except when
    /// <paramref name="isComplete"/> is set.
    /// </summary>
    /// <param name="wanted">The wanted settings.</param>
    /// <param name="trustsConflicts">
    /// Whether the variables of a repository that looks new are not read either: Pipelines is disabled, and there is no environment. One
    /// that exists nevertheless is found when it is created, because Bitbucket refuses a second one of the name, and then it is changed.
    /// </param>
    /// <param name="isComplete">Whether all known parts are read, as a plan needs that removes settings.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="BitbucketApiException">Something cannot be read.</exception>
    public async Task ReadForAsync(
        RepositorySettings wanted, bool trustsConflicts, bool isComplete, CancellationToken cancellationToken)
    {
        bool Needs<T>(IReadOnlyCollection<T>? part) => part is not null && (isComplete || part.Count > 0);
        bool confirmed = wanted.Enabled is not null && await ReadConfigAsync(cancellationToken).ConfigureAwait(false);
        // Before Pipelines is enabled for the first time, Bitbucket keeps nothing for it.
        IsAssumedNew = !isComplete && wanted.Enabled == true && Enabled is null && EnabledFailure is null;
        if (Needs(wanted.Environments))
        {
            await ReadEnvironmentsAsync(cancellationToken).ConfigureAwait(false);
            confirmed = true;
            foreach (EnvironmentState environment in Environments)
            {
                if (wanted.Environments!.Any(e => environment.IsNamed(e.Name) && Needs(e.Variables)))
                {
                    await environment.Variables.ReadAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }

        if (Needs(wanted.Variables))
        {
            bool isAssumedEmpty = IsAssumedNew || (trustsConflicts && !isComplete && Enabled == false
                && wanted is { Enabled: true, Environments.Count: > 0 } && Environments.Count == 0);
            Variables = isAssumedEmpty ? VariableStore.OfNew(Client, Variables.Scope) : Variables;
            await Variables.ReadAsync(cancellationToken).ConfigureAwait(false);
            confirmed |= !isAssumedEmpty;
        }

        // A host that exists although it was not listed is found when it is created: Bitbucket refuses a second one of the name.
        bool isEmpty = !isComplete && wanted is { Variables.Count: > 0, Environments.Count: > 0 } && Environments.Count == 0
            && Variables.Variables.Count == 0;
        if (Needs(wanted.KnownHosts) && !isEmpty && !IsAssumedNew)
        {
            await KnownHosts.ReadAsync(cancellationToken).ConfigureAwait(false);
            confirmed = true;
        }

        if (IsAssumedNew)
        {
            await ConfirmAsync(confirmed, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (Needs(wanted.Schedules))
        {
            Schedules = await ScheduleEditor.ListAsync(cancellationToken).ConfigureAwait(false);
            confirmed = true;
        }

        if (wanted.NextBuildNumber > 1)
        {
            NextBuildNumber = await ReadBuildNumberAsync(cancellationToken).ConfigureAwait(false);
            confirmed = true;
        }

        if (wanted.PublicKey is not null)
        {
            PublicKey = await ReadPublicKeyAsync(cancellationToken).ConfigureAwait(false);
        }

        await ConfirmAsync(confirmed || PublicKey is not null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The settings that were read.</summary>
    public RepositorySettings ToSettings(ICollection<SettingKind> kinds) => new RepositorySettings(Repository.Workspace, Repository.Slug)
    {
        Enabled = EnabledFailure is null ? Enabled ?? false : null,
        EnabledFailure = kinds.Contains(SettingKind.Configuration) ? EnabledFailure : null,
        Variables = kinds.Contains(SettingKind.Variable) ? Sorted(Variables.Variables) : null,
        Environments = [.. Environments.Select(e => new EnvironmentSettings(
            e.Name, e.Existing?.EnvironmentType, e.Existing?.AdminOnly,
            kinds.Contains(SettingKind.Variable) ? Sorted(e.Variables.Variables) : null) { NotSettable = e.NotSettable })],
        KnownHosts = [.. KnownHosts.Hosts.Select(DesiredKnownHost.CopyOf).OrderBy(h => h.Name, StringComparer.Ordinal)],
        Schedules = [.. Schedules
            .Select(ScheduleSettings.Of)
            .OrderBy(s => s.Branch, StringComparer.Ordinal).ThenBy(s => s.Custom, StringComparer.Ordinal)
            .ThenBy(s => s.Cron, StringComparer.Ordinal)],
        NextBuildNumber = NextBuildNumber,
        PublicKey = PublicKey,
    }.Only(kinds);

    /// <summary>Enables or disables Pipelines.</summary>
    public async Task SetEnabledAsync(bool enabled, CancellationToken cancellationToken)
    {
        await Client.SendAsync(ConfigOperations.Update(Repository, enabled), cancellationToken).ConfigureAwait(false);
        Enabled = enabled;
    }

    /// <summary>Raises the number of the next run.</summary>
    public async Task SetBuildNumberAsync(long next, CancellationToken cancellationToken)
    {
        BuildNumber number = await Client.SendAsync(ConfigOperations.SetBuildNumber(Repository, next), cancellationToken)
            .ConfigureAwait(false);
        // Bitbucket has no request that reads the number.
        Client.Written.Note(BuildNumberPlace, "next", number);
    }

    private static VariableEntry[] Sorted(IEnumerable<Variable> variables) =>
        [.. variables.Select(VariableEntry.Of).OrderBy(v => v.Name, StringComparer.Ordinal)];

    /// <summary>Reads whether Pipelines is enabled. Returns false when the answer does not show whether the repository exists.</summary>
    private async Task<bool> ReadConfigAsync(CancellationToken cancellationToken)
    {
        try
        {
            Enabled = (await Client.SendAsync(ConfigOperations.Get(Repository), cancellationToken).ConfigureAwait(false)).Enabled;
            return true;
        }
        catch (BitbucketApiException e) when (e.StatusCode is 403 or 404)
        {
            // 403: this is the only setting that needs the permission to administer the repository. The others can still be read.
            EnabledFailure = e.StatusCode == 403 ? e : null;
            return false;
        }
    }

    private async Task ReadEnvironmentsAsync(CancellationToken cancellationToken)
    {
        List<DeploymentEnvironment> all = await Client
            .ReadCurrentAsync(
                Endpoints.Environments.List(Repository), e => e.Uuid, uuid => Endpoints.Environments.Get(Repository, uuid),
                cancellationToken).ConfigureAwait(false);
        Environments = [.. all.OrderBy(e => e.TypeDetail?.Rank ?? 0).ThenBy(e => e.Rank ?? 0)
            .Select(e => new EnvironmentState(Client, Repository, e))];
    }

    private async Task<long> ReadBuildNumberAsync(CancellationToken cancellationToken)
    {
        try
        {
            long latest = await LatestRun.NumberAsync(Client, Repository, cancellationToken).ConfigureAwait(false);
            List<BuildNumber> raised = Client.Written.Complete<BuildNumber>(BuildNumberPlace, [], _ => "next");
            return Math.Max(latest + 1, raised.Select(b => b.Next).FirstOrDefault());
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404 && e.IsPipelinesDisabled)
        {
            return 1;
        }
    }

    private async Task<string?> ReadPublicKeyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await Client.SendAsync(KeyPairs.Get(Repository), cancellationToken).ConfigureAwait(false)).PublicKey?.Trim();
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404)
        {
            return null;
        }
    }

    /// <summary>A repository that does not exist must not look like one without settings.</summary>
    private async Task ConfirmAsync(bool confirmed, CancellationToken cancellationToken)
    {
        if (!confirmed)
        {
            _ = await Client.SendAsync(Repositories.Get(Repository), cancellationToken).ConfigureAwait(false);
        }
    }
}
