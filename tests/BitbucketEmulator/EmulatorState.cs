namespace BitbucketEmulator;

/// <summary>
/// The emulator's whole state behind one lock: the world, the clock, the switches, the faults and the record of requests. Everything
/// the control API offers over HTTP is here too.
/// </summary>
public sealed class EmulatorState
{
    private readonly EmulatorOptions _options;
    private readonly EmulatorClock _clock;
    private EmulatorBehavior _behavior;

    internal EmulatorState(EmulatorOptions options)
    {
        _options = options;
        _clock = new EmulatorClock(options.Clock, options.Speed);
        _behavior = new EmulatorBehavior { DefaultPageLength = options.DefaultPageLength };
        Variables = new VariableAccess(this);
        Settings = new SettingsAccess(this);
        World = CreateWorld();
    }

    /// <summary>Base of the API, with <c>/2.0/</c>.</summary>
    public Uri ApiUri => new(SiteUri, "2.0/");

    /// <summary>Root of the API port: OAuth and the control API.</summary>
    public Uri SiteUri { get; internal set; } = new("http://127.0.0.1/");

    /// <summary>Root of the storage port.</summary>
    public Uri StorageUri { get; internal set; } = new("http://127.0.0.1/");

    /// <summary>The variables of all scopes, and what clients wrote.</summary>
    public VariableAccess Variables { get; }

    /// <summary>Schedules, keys, known hosts, caches, runners and the like.</summary>
    public SettingsAccess Settings { get; }

    /// <summary>The clock that the emulator was given.</summary>
    internal TimeProvider Source => _options.Clock;

    internal Lock Sync { get; } = new();

    internal EmulatorWorld World { get; private set; }

    internal RequestLog Log { get; private set; } = new();

    internal FaultBook Faults { get; } = new();

    /// <summary>The limit of requests; null when there is none.</summary>
    internal RequestAllowance? Allowance { get; set; }

    /// <summary>The emulator's time.</summary>
    public DateTimeOffset Now => Locked(() => _clock.Now);

    /// <summary>Emulator seconds since the start (or the last reset).</summary>
    public double ElapsedSeconds => Locked(() => (_clock.Now - _clock.Start).TotalSeconds);

    /// <summary>How many times faster than its clock the emulator's time runs, from now on.</summary>
    public double Speed
    {
        get => Locked(() => _clock.Speed);
        set => Locked(() => _clock.Speed = value);
    }

    /// <summary>The switches.</summary>
    public EmulatorBehavior Behavior => Locked(() => _behavior);

    /// <summary>Every request so far, on both ports, without those to the control API.</summary>
    public IReadOnlyList<RecordedRequest> Requests => Locked(() => Log.All);

    /// <summary>How many requests are being handled at this moment.</summary>
    public int InFlight => Locked(() => Log.InFlight);

    public int MostInFlight => Locked(() => Log.MostInFlight);

    /// <summary>Every OAuth token given out so far, for tests that look for it where it may not be.</summary>
    public IReadOnlyCollection<string> IssuedTokens => Locked(() => World.Credentials.IssuedTokens);

    /// <summary>Changes switches: <c>state.Configure(b =&gt; b with { StepsPaging = true })</c>.</summary>
    public void Configure(Func<EmulatorBehavior, EmulatorBehavior> change) => Locked(() => _behavior = change(_behavior));

    /// <summary>Moves the emulator's time forward.</summary>
    public void AdvanceClock(TimeSpan span) => Locked(() => _clock.Advance(span));

    /// <summary>Adds a misbehaviour. Faults are tried in the order they came.</summary>
    public void AddFault(Fault fault) => Locked(() => Faults.Add(fault));

    /// <summary>Adds a preset (<see cref="FaultPresets"/>) for the next matching requests.</summary>
    public void AddFault(string preset, string? method = null, string? path = null, int skip = 0, int times = 1) =>
        AddFault(FaultPresets.Get(preset) with { Method = method, Path = path, Skip = skip, Times = times });

    /// <summary>Forgets all misbehaviours.</summary>
    public void ClearFaults() => Locked(Faults.Clear);

    /// <summary>Forgets the requests recorded so far; their numbers go on.</summary>
    public void ClearRequests() => Locked(Log.Clear);

    /// <summary>
    /// What runs with this selector will do from now on: <c>default</c>, <c>custom:NAME</c>, <c>branch:NAME</c>, <c>tag:NAME</c> (globs
    /// allowed in the last two) or <c>pull-requests</c>. It also appears in the bitbucket-pipelines.yml.
    /// </summary>
    public void SetScript(string workspace, string repository, string selector, RunScript script) =>
        Locked(() => World.GetRepository(workspace, repository).Scripts.Set(Selector.FromKey(selector), script));

    /// <summary>Creates runs, finished or not, without the API; returns their build numbers.</summary>
    public IReadOnlyList<int> AddRuns(string workspace, string repository, RunHistory history) =>
        Locked(() => history.AddTo(World, World.GetRepository(workspace, repository), _clock.Now));

    /// <summary>A run as it is at this moment.</summary>
    public RunSnapshot GetRun(string workspace, string repository, int buildNumber) =>
        Locked(() => RunTimeline.At(FindRun(workspace, repository, buildNumber), _clock.Now));

    /// <summary>All runs of a repository as they are at this moment, in the order of their build numbers.</summary>
    public IReadOnlyList<RunSnapshot> GetRuns(string workspace, string repository) =>
        Locked(() => World.GetRepository(workspace, repository).Runs.ConvertAll(run => RunTimeline.At(run, _clock.Now)));

    /// <summary>What a person does in the web UI: starts the manual step that the run waits for.</summary>
    public void StartManualStep(string workspace, string repository, int buildNumber) => Locked(() =>
    {
        PipelineRun run = FindRun(workspace, repository, buildNumber);
        int step = RunTimeline.At(run, _clock.Now).WaitingStep
            ?? throw new ControlException($"run {buildNumber} does not wait for a manual step now");
        run.StartManually(step, _clock.Now);
    });

    /// <summary>Adds a repository, and its workspace if need be; the main branch has one commit.</summary>
    public void AddRepository(string workspace, string slug, string mainBranch = "main") =>
        Locked(() => World.AddRepository(workspace, slug, mainBranch, _clock.Now));

    /// <summary>Replaces the branches that nobody may write to.</summary>
    public void RestrictBranches(string workspace, string repository, IReadOnlyList<string> branches) => Locked(() =>
    {
        HashSet<string> restricted = World.GetRepository(workspace, repository).RestrictedBranches;
        restricted.Clear();
        restricted.UnionWith(branches);
    });

    /// <summary>Puts a repository into a project, which is added if need be.</summary>
    public void SetProject(string workspace, string repository, string key, string? name = null) => Locked(() =>
    {
        EmulatedRepository target = World.GetRepository(workspace, repository);
        target.Project = EmulatorWorld.GetOrAddProject(target.Workspace, key, name);
    });

    /// <summary>Adds a branch with one commit of its own; returns the full hash.</summary>
    public string AddBranch(string workspace, string repository, string name) =>
        Locked(() => World.AddBranch(World.GetRepository(workspace, repository), name, $"Work on {name}", _clock.Now).CommitHash);

    /// <summary>Adds a commit on top of a branch, and perhaps another bitbucket-pipelines.yml; returns the full hash.</summary>
    public string AddCommit(string workspace, string repository, string branch, string message, string? file = null) =>
        Locked(() => World.Push(World.GetRepository(workspace, repository), branch, message, file, _clock.Now).Hash);

    /// <summary>Adds a tag with one commit of its own; returns the full hash.</summary>
    public string AddTag(string workspace, string repository, string name) => Locked(() =>
    {
        EmulatedRepository target = World.GetRepository(workspace, repository);
        target.Tags.Add(new GitRef(name, World.AddCommit(target, $"Release {name}", _clock.Now).Hash));
        return target.Tags[^1].CommitHash;
    });

    /// <summary>Adds an open pull request between two branches that exist.</summary>
    public void AddPullRequest(string workspace, string repository, int id, string source, string destination, string title) => Locked(() =>
    {
        EmulatedRepository target = World.GetRepository(workspace, repository);
        if (target.FindBranch(source) is null || target.FindBranch(destination) is null)
        {
            throw new ControlException("source and destination must be branches of the repository");
        }

        target.PullRequests.Add(new PullRequestInfo(id, title, source, destination));
    });

    /// <summary>Adds an environment of type Test, Staging or Production; a name may come twice. Returns the uuid.</summary>
    public string AddEnvironment(string workspace, string repository, string name, string type = "Test") => Locked(() =>
    {
        if (!EmulatedEnvironment.KnownTypes.Contains(type))
        {
            throw new ControlException($"type '{type}' is none of {string.Join(", ", EmulatedEnvironment.KnownTypes)}");
        }

        EmulatedRepository target = World.GetRepository(workspace, repository);
        target.Environments.Add(new EmulatedEnvironment(target, World.Uuids.Next(), name, type));
        return target.Environments[^1].Uuid;
    });

    /// <summary>Adds a user's API token (Basic, granular scopes, with or without <c>:bitbucket</c>).</summary>
    public void AddApiToken(string email, string token, params IEnumerable<string> scopes) =>
        AddApiToken(email, token, scopes, accountVariables: false);

    /// <summary>The same; <paramref name="accountVariables"/>: good for the deprecated variables of /teams/ and /users/ too.</summary>
    public void AddApiToken(string email, string token, IEnumerable<string> scopes, bool accountVariables) => Locked(() =>
        World.Credentials.AddApiToken(
            email,
            token,
            new Credential(CredentialKind.ApiToken, World.GetOrAddUser(email.Split('@')[0]), [.. scopes.Select(ScopeRule.Short)])
            {
                AccountVariables = accountVariables,
            }));

    /// <summary>Adds an access token (Bearer, classic scopes); <paramref name="repositories"/> are full names, null means all.</summary>
    public void AddAccessToken(string token, IEnumerable<string> scopes, IEnumerable<string>? repositories = null) => Locked(() =>
        World.Credentials.AddAccessToken(
            token,
            new Credential(CredentialKind.AccessToken, World.GetOrAddUser("access-token"), [.. scopes])
            {
                Repositories = repositories?.ToList(),
            }));

    /// <summary>Ends every pre-signed storage link given out so far.</summary>
    public void ExpireLogLinks() => Locked(World.StorageLinks.ExpireAll);

    /// <summary>Ends every OAuth token given out so far.</summary>
    public void ExpireTokens() => Locked(World.Credentials.ExpireIssued);

    /// <summary>Back to the start: world, clock, switches, faults and recorded requests. Those being handled now are cut off.</summary>
    public void Reset() => Locked(() =>
    {
        _clock.Reset(_options.Speed);
        _behavior = new EmulatorBehavior { DefaultPageLength = _options.DefaultPageLength };
        Faults.Clear();
        Allowance = null;
        Log = new RequestLog();
        World = CreateWorld();
    });

    internal PipelineRun FindRun(string workspace, string repository, int buildNumber) =>
        World.GetRepository(workspace, repository).Runs.Find(run => run.BuildNumber == buildNumber)
        ?? throw new ControlException($"there is no run {buildNumber} in {workspace}/{repository}");

    internal T Locked<T>(Func<T> action)
    {
        lock (Sync)
        {
            return action();
        }
    }

    internal void Locked(Action action)
    {
        lock (Sync)
        {
            action();
        }
    }

    private EmulatorWorld CreateWorld()
    {
        var world = new EmulatorWorld();
        if (_options.Seed)
        {
            SeedWorld.Fill(world, _clock.Now);
        }

        return world;
    }
}
