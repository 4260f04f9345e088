using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Api.Settings;

/// <summary>
/// Plans the changes that give a repository the wanted settings, in the order in which they must be made: Pipelines is enabled first, and
/// an environment is created before its variables. Sends no request.
/// </summary>
internal sealed partial class SettingsPlan
{
    private readonly RepositorySettings _wanted;
    private readonly RepositoryState _state;
    private readonly SettingPlanOptions _options;
    private readonly List<PlannedSetting> _plan = [];

    private SettingsPlan(RepositorySettings wanted, RepositoryState state, SettingPlanOptions options) =>
        (_wanted, _state, _options) = (wanted, state, options);

    private RepositoryId Target => _state.Repository;

    /// <summary>Makes the plan.</summary>
    /// <param name="wanted">The wanted settings. Parts that are null are not changed.</param>
    /// <param name="state">The settings of the repository, which were read.</param>
    /// <param name="options">How it is planned.</param>
    public static IReadOnlyList<PlannedSetting> Make(RepositorySettings wanted, RepositoryState state, SettingPlanOptions options)
    {
        var plan = new SettingsPlan(wanted, state, options);
        plan.AddEnabling();
        plan.AddEnvironments();
        plan.AddVariables();
        plan.AddKnownHosts();
        plan.AddSchedules();
        plan.AddBuildNumber();
        plan.AddKeyPair();
        plan.AddDisabling();
        return plan._plan;
    }

    private void AddEnabling()
    {
        const string Name = "Pipelines";
        if (_wanted.EnabledFailure is { } failure)
        {
            Skip(SettingKind.Configuration, Name,
                $"It cannot be read whether Pipelines is enabled in {_wanted}. {failure.Message}", failure);
        }
        else if (_wanted.Enabled is not null && _state.EnabledFailure is { } refused)
        {
            Skip(SettingKind.Configuration, Name, $"It cannot be read whether Pipelines is enabled. {refused.Message}", refused);
        }
        else if (_wanted.Enabled is { } enabled && enabled == (_state.Enabled ?? false))
        {
            Keep(SettingKind.Configuration, Name);
        }
        else if (_wanted.Enabled == true)
        {
            Change(SettingKind.Configuration, Name, ItemAction.Update, $"Enable Pipelines in {Target}",
                token => _state.SetEnabledAsync(true, token));
        }
        else if (_wanted.Enabled == false && !_options.Disables)
        {
            Skip(SettingKind.Configuration, Name,
                "Pipelines is not enabled in the source. It stays enabled here; to disable it, run: "
                    + $"Set-BbPipelineConfig -Enabled $false -Repository {Target}");
        }
    }

    /// <summary>Pipelines is disabled last: a repository in which it is disabled may refuse other changes.</summary>
    private void AddDisabling()
    {
        if (_wanted.Enabled == false && _state.Enabled == true && _options.Disables)
        {
            Change(SettingKind.Configuration, "Pipelines", ItemAction.Update, $"Disable Pipelines in {Target}",
                token => _state.SetEnabledAsync(false, token));
        }
    }

    private void AddVariables()
    {
        if (_wanted.Variables is { } variables)
        {
            AddVariables(variables, () => _state.Variables, null, true);
        }
    }

    /// <summary>Plans the variables of a scope. The store of an environment is another one after it was created.</summary>
    private void AddVariables(
        IReadOnlyList<VariableEntry> wanted, Func<VariableStore> store, EnvironmentState? environment, bool isEnvironmentIncluded)
    {
        if (wanted.Count == 0 && !_options.Prune)
        {
            return;
        }

        bool isMissing = environment is { Existing: null };
        foreach (PlannedVariable planned in _options.PlanVariables(store().Scope, wanted, store().Variables))
        {
            string text = $"{planned.Action} {(planned.Secured ? "secured " : "")}variable {planned.Name} in {store().Scope}";
            string? reason = isMissing && !isEnvironmentIncluded
                ? $"{Target} has no environment '{environment!.Name}'. Create it with New-BbEnvironment, or include the kind Environment."
                : planned.Reason;
            PlannedVariable change = reason == planned.Reason ? planned
                : planned with { Action = ItemAction.Skipped, Reason = reason, IsFailure = false };
            _plan.Add(new PlannedSetting(
                SettingKind.Variable, change.Name, change.Action, text,
                (status, why) => SettingResult.Of(SettingKind.Variable, store().Row(change, status, why)),
                async token => environment is { Existing: null } && change.Action is not ItemAction.Skipped
                    ? SettingResult.Of(SettingKind.Variable, store().Row(
                        change, ItemResult.Failed, $"The environment '{environment.Name}' was not created."))
                    : SettingResult.Of(SettingKind.Variable, await store().ApplyAsync(change, token).ConfigureAwait(false)))
            {
                Reason = change.Reason,
                IsFailure = change.IsFailure,
                IsSecured = change.Secured,
            });
        }
    }

    private void AddKnownHosts()
    {
        if (_wanted.KnownHosts is not { } wanted)
        {
            return;
        }

        IEnumerable<PlannedKnownHost> plan = KnownHostPlan.Make(wanted, _state.KnownHosts.Hosts);
        if (_options.Prune)
        {
            plan = plan.Concat(_state.KnownHosts.Hosts.Where(h => !wanted.Any(w => SshHostName.Same(h.Name, w.Name)))
                .Select(h => new PlannedKnownHost(h.Name ?? "", ItemAction.Remove, h, null)));
        }

        foreach (PlannedKnownHost planned in plan)
        {
            _plan.Add(new PlannedSetting(
                SettingKind.KnownHost, planned.Name, planned.Action, $"{planned.Action} known host {planned.Name} in {Target}",
                (status, reason) => SettingResult.Of(SettingKind.KnownHost, _state.KnownHosts.Row(planned, status, reason)),
                async token => SettingResult.Of(
                    SettingKind.KnownHost, await _state.KnownHosts.ApplyAsync(planned, skipRefused: true, token).ConfigureAwait(false)))
            {
                Reason = planned.Reason,
            });
        }
    }

    private void AddSchedules()
    {
        var left = new List<PipelineSchedule>(_state.Schedules);
        foreach (ScheduleSettings wanted in _wanted.Schedules ?? [])
        {
            ScheduleBody body = wanted.ToBody();
            PipelineSchedule? same = left.Find(s => SchedulePlan.IsSame(s, body) && s.Enabled == wanted.Enabled)
                ?? left.Find(s => SchedulePlan.IsSame(s, body));
            if (wanted.Branch.Length == 0)
            {
                Skip(SettingKind.Schedule, wanted.ToString(), "It has no branch. Create it with New-BbSchedule.");
            }
            else if (same is null)
            {
                Change(SettingKind.Schedule, wanted.ToString(), ItemAction.Create,
                    $"Create schedule of {wanted} ({body.DescribeState()}) in {Target}", token => CreateAsync(body, token),
                    // Bitbucket enables every new schedule.
                    requests: wanted.Enabled ? 1 : 2);
            }
            else if (same.Enabled != wanted.Enabled)
            {
                Change(SettingKind.Schedule, wanted.ToString(), ItemAction.Update,
                    $"{(wanted.Enabled ? "Enable" : "Disable")} schedule of {wanted} in {Target}",
                    token => _state.ScheduleEditor.SetEnabledAsync(
                        Required.Uuid(same.Uuid, $"schedule '{same}'"), wanted.Enabled, token));
            }
            else
            {
                Keep(SettingKind.Schedule, wanted.ToString());
            }

            if (same is not null)
            {
                left.Remove(same);
            }
        }

        foreach (PipelineSchedule extra in _options.Prune && _wanted.Schedules is not null ? left : [])
        {
            Change(SettingKind.Schedule, extra.ToString(), ItemAction.Remove, $"Remove schedule of {extra} in {Target}",
                token => _state.ScheduleEditor.RemoveAsync(Required.Uuid(extra.Uuid, $"schedule '{extra}'"), token));
        }
    }

    private Task<PipelineSchedule> CreateAsync(ScheduleBody body, CancellationToken cancellationToken) =>
        _state is { IsAssumedNew: true, Enabled: not true }
            ? throw new SettingNotPossibleException("Pipelines was not enabled, which is necessary before a schedule is created.")
            : _state.ScheduleEditor.CreateAsync(body, _state.Schedules, cancellationToken);

    private void AddBuildNumber()
    {
        // The next number of a repository without runs is 1 everywhere.
        if (_wanted.NextBuildNumber is not > 1)
        {
            return;
        }

        long next = _wanted.NextBuildNumber.Value;
        string name = next.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (_state.NextBuildNumber >= next)
        {
            Keep(SettingKind.BuildNumber, name);
            return;
        }

        Change(SettingKind.BuildNumber, name, ItemAction.Update, $"Raise the next build number to {next} in {Target}",
            token => _state.SetBuildNumberAsync(next, token));
        PlannedSetting change = _plan[_plan.Count - 1];
        _plan[_plan.Count - 1] = change with
        {
            Question = $"Raise the next build number to {next} in {Target}, for good?",
            Apply = async token => await change.Apply(token).ConfigureAwait(false) is var row && row.Failure?.StatusCode != 400 ? row
                : new SettingResult(
                    SettingKind.BuildNumber, name, Target, ItemAction.Unchanged, ItemResult.Succeeded,
                    "Bitbucket refuses this number, because the next build number is as high already. It is never lowered."),
        };
    }

    private void AddKeyPair()
    {
        if (_wanted.PublicKey is not { } text)
        {
            return;
        }

        SshPublicKey? key = SshPublicKey.TryParse(text);
        string name = key is null ? "SSH key pair" : $"{key.KeyType} {key.Fingerprint}";
        SshPublicKey? own = SshPublicKey.TryParse(_state.PublicKey);
        if (key is not null && key.Equals(own))
        {
            Keep(SettingKind.SshKeyPair, name);
            return;
        }

        string there = own is null ? "" : $" The repository has another key pair ({own.KeyType} {own.Fingerprint}).";
        Skip(SettingKind.SshKeyPair, name,
            $"The private key cannot be read.{there} Create a key pair with New-BbSshKeyPair -Repository {Target}, and authorize its "
                + "public key where the old one is authorized; or store the private key, if you have it, with Set-BbSshKeyPair.");
    }
}
