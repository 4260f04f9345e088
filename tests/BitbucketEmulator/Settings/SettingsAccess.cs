namespace BitbucketEmulator;

/// <summary>
/// The settings of repositories from the inside: <c>state.Settings.AddSchedule("acme", "widgets", ..)</c>. No rule of the API is asked.
/// </summary>
public sealed class SettingsAccess
{
    private readonly EmulatorState _state;

    internal SettingsAccess(EmulatorState state) => _state = state;

    /// <summary>Whether Pipelines is on; null: it was never enabled.</summary>
    public void SetEnabled(string workspace, string repository, bool? enabled) =>
        _state.Locked(() => Of(workspace, repository).Enabled = enabled);

    /// <summary>The build number of the next run, also a lower one.</summary>
    public void SetNextBuildNumber(string workspace, string repository, int next) =>
        _state.Locked(() => _state.World.GetRepository(workspace, repository).NextBuildNumber = next);

    /// <summary>Adds a schedule, with a selector as in <see cref="EmulatorState.SetScript"/>; returns the uuid.</summary>
    public string AddSchedule(
        string workspace, string repository, string cron, string branch, string selector = "default", bool enabled = true) =>
        _state.Locked(() =>
        {
            var schedule = new EmulatedSchedule(_state.World.Uuids.Next(), branch, Selector.FromKey(selector), cron, _state.Now)
            {
                Enabled = enabled,
            };
            Of(workspace, repository).Schedules.Add(schedule);
            return schedule.Uuid;
        });

    /// <summary>The schedule comes due: it makes a run, whose build number comes back, or fails with the error.</summary>
    public int? AddExecution(string workspace, string repository, string scheduleUuid, RunError? error = null) => _state.Locked(() =>
    {
        EmulatedSchedule schedule = Of(workspace, repository).Schedules.Find(item => item.Uuid == scheduleUuid)
            ?? throw new ControlException($"there is no schedule {scheduleUuid}");
        if (error is not null)
        {
            schedule.Executions.Add(new EmulatedExecution(null, error));
            return (int?)null;
        }

        var history = new RunHistory
        {
            Branch = schedule.Branch,
            Selector = schedule.Selector.ScriptKey,
            Result = null,
            Trigger = "SCHEDULE",
        };
        int build = _state.AddRuns(workspace, repository, history)[0];
        schedule.Executions.Add(new EmulatedExecution(_state.FindRun(workspace, repository, build), null));
        return build;
    });

    /// <summary>The key pair with its private key; null: there is none.</summary>
    public EmulatedKeyPair? GetKeyPair(string workspace, string repository) =>
        _state.Locked(() => Of(workspace, repository).KeyPair);

    public void SetKeyPair(string workspace, string repository, EmulatedKeyPair? pair) =>
        _state.Locked(() => Of(workspace, repository).KeyPair = pair);

    /// <summary>Adds a known host, also one that the API would refuse; <paramref name="key"/> is base64. Returns the uuid.</summary>
    public string AddKnownHost(string workspace, string repository, string hostName, string keyType, string key) => _state.Locked(() =>
    {
        var host = new EmulatedKnownHost(_state.World.Uuids.Next(), hostName, keyType, key);
        Of(workspace, repository).Add(host, _state.Behavior);
        return host.Uuid;
    });

    /// <summary>Adds a version of a cache; a name may come many times. Returns the uuid.</summary>
    public string AddCache(string workspace, string repository, EmulatedCache cache) => _state.Locked(() =>
    {
        UuidSource uuids = _state.World.Uuids;
        var item = new PipelineCache(uuids.Next(), cache, _state.Now.AddSeconds(-cache.AgeSeconds))
        {
            PipelineUuid = uuids.Next(),
            StepUuid = uuids.Next(),
        };
        Of(workspace, repository).Caches.Add(item);
        return item.Uuid;
    });

    /// <summary>Adds a runner to a repository, or without one to the workspace; returns the uuid.</summary>
    public string AddRunner(
        string workspace, string? repository, string name, IEnumerable<string> labels, string status = "ONLINE", string? version = null) =>
        _state.Locked(() =>
        {
            EmulatedRunner runner = _state.World.CreateRunner(_state.Now);
            (runner.Name, runner.Labels, runner.Status, runner.Version) = (name, [.. labels], status, version);
            RunnersOf(workspace, repository).Add(runner);
            return runner.Uuid;
        });

    /// <summary>A runner has called, or stopped calling.</summary>
    public void SetRunnerStatus(string workspace, string? repository, string uuid, string status, string? version = null) =>
        _state.Locked(() =>
        {
            EmulatedRunner runner = RunnersOf(workspace, repository).Find(item => item.Uuid == uuid)
                ?? throw new ControlException($"there is no runner {uuid}");
            (runner.Status, runner.Version, runner.UpdatedOn) = (status, version ?? runner.Version, _state.Now);
        });

    /// <summary>What the API gives only once.</summary>
    public string GetRunnerSecret(string workspace, string? repository, string uuid) => _state.Locked(() =>
        RunnersOf(workspace, repository).Find(item => item.Uuid == uuid)?.ClientSecret
        ?? throw new ControlException($"there is no runner {uuid}"));

    internal List<EmulatedRunner> RunnersOf(string workspace, string? repository) => repository is not null
        ? Of(workspace, repository).Runners
        : _state.World.FindWorkspace(workspace)?.Runners ?? throw new ControlException($"there is no workspace {workspace}");

    internal RepositorySettings Of(string workspace, string repository) => _state.World.GetRepository(workspace, repository).Settings;
}
