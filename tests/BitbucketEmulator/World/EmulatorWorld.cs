namespace BitbucketEmulator;

/// <summary>Everything that a reset puts back. Guarded by the state's lock.</summary>
internal sealed class EmulatorWorld
{
    public EmulatorWorld() => Variables = new VariableBook(this);

    public UuidSource Uuids { get; } = new();

    public List<Workspace> Workspaces { get; } = [];

    public List<EmulatorUser> Users { get; } = [];

    public CredentialStore Credentials { get; } = new();

    public StorageLinkStore StorageLinks { get; } = new();

    public VariableBook Variables { get; }

    public Workspace? FindWorkspace(string slugOrUuid) => Workspaces.Find(workspace => workspace.IsNamed(slugOrUuid));

    public Workspace GetOrAddWorkspace(string slug)
    {
        Workspace? workspace = FindWorkspace(slug);
        if (workspace is null)
        {
            workspace = new Workspace(Uuids.Next(), slug, char.ToUpperInvariant(slug[0]) + slug[1..]);
            Workspaces.Add(workspace);
        }

        return workspace;
    }

    /// <summary>A repository by slugs or uuids, without asking who wants it. <c>{}</c> as the workspace: any.</summary>
    public EmulatedRepository? FindRepository(string workspace, string repository) => Workspaces
        .Where(candidate => workspace is "{}" || candidate.IsNamed(workspace))
        .SelectMany(candidate => candidate.Repositories)
        .FirstOrDefault(candidate => workspace is "{}" ? candidate.Uuid == repository : candidate.IsNamed(repository));

    /// <summary>For the control API: an error text that says what is wrong.</summary>
    public EmulatedRepository GetRepository(string workspace, string repository) =>
        FindRepository(workspace, repository) ?? throw new ControlException($"there is no repository {workspace}/{repository}");

    public EmulatedRepository AddRepository(string workspaceSlug, string slug, string mainBranch, DateTimeOffset now)
    {
        Workspace workspace = GetOrAddWorkspace(workspaceSlug);
        if (workspace.Repositories.Any(other => other.IsNamed(slug)))
        {
            throw new ControlException($"there is already a repository {workspaceSlug}/{slug}");
        }

        var repository = new EmulatedRepository(workspace, Uuids.Next(), slug, mainBranch)
        {
            UpdatedOn = now,
            Project = GetOrAddProject(workspace, workspace.Slug.ToUpperInvariant()),
        };
        workspace.Repositories.Add(repository);
        AddBranch(repository, mainBranch, "Initial commit", now);
        return repository;
    }

    /// <summary>A project by its key; a key nobody has yet makes a new one.</summary>
    public static EmulatedProject GetOrAddProject(Workspace workspace, string key, string? name = null)
    {
        EmulatedProject? project = workspace.Projects.Find(candidate => candidate.Key == key);
        if (project is null)
        {
            string uuid = $"{{7c1d10aa-0000-4000-8000-{workspace.Projects.Count + 1:x12}}}";
            project = new EmulatedProject(uuid, key, name ?? char.ToUpperInvariant(key[0]) + key[1..].ToLowerInvariant());
            workspace.Projects.Add(project);
        }

        return project;
    }

    public GitRef AddBranch(EmulatedRepository repository, string name, string message, DateTimeOffset now)
    {
        var branch = new GitRef(name, AddCommit(repository, message, now).Hash);
        repository.Branches.Add(branch);
        return branch;
    }

    public GitCommit AddCommit(EmulatedRepository repository, string message, DateTimeOffset now)
    {
        var commit = new GitCommit(Uuids.NextHash(), message, now);
        repository.Commits.Add(commit);
        return commit;
    }

    /// <summary>Adds a commit on top of a branch, which moves on to it.</summary>
    public GitCommit Push(EmulatedRepository repository, string branch, string message, string? file, DateTimeOffset now)
    {
        int index = repository.Branches.FindIndex(b => b.Name == branch);
        if (index < 0)
        {
            throw new ControlException($"no branch '{branch}'");
        }

        GitCommit parent = repository.FindCommit(repository.Branches[index].CommitHash)!;
        var commit = new GitCommit(Uuids.NextHash(), message, now) { Parent = parent.Hash, File = file ?? parent.File };
        repository.Commits.Add(commit);
        repository.Branches[index] = new GitRef(branch, commit.Hash);
        return commit;
    }

    public EmulatorUser? FindUser(string nicknameOrUuid) =>
        Users.Find(candidate => candidate.Nickname == nicknameOrUuid || candidate.Uuid == nicknameOrUuid);

    /// <summary>A user by nickname or uuid; a nickname nobody has yet makes a new one.</summary>
    public EmulatorUser GetOrAddUser(string nickname)
    {
        EmulatorUser? user = FindUser(nickname);
        if (user is null)
        {
            string uuid = Uuids.Next();
            user = new EmulatorUser(uuid, nickname, nickname, "712020:" + uuid.Trim('{', '}'));
            Users.Add(user);
        }

        return user;
    }

    public PipelineRun AddRun(EmulatedRepository repository, RunRequest request)
    {
        var run = new PipelineRun
        {
            Repository = repository,
            Uuid = Uuids.Next(),
            BuildNumber = repository.NextBuildNumber++,
            CreatedOn = request.CreatedOn,
            Script = request.Script,
            Target = request.Target,
            Selector = request.Selector,
            Creator = request.Creator,
            Trigger = request.Trigger,
            Variables = request.Variables,
            RawTarget = request.RawTarget,
            RawState = request.RawState,
            Steps = [.. request.Script.Steps.Select(Identify)],
        };
        repository.Runs.Add(run);
        return run;
    }

    /// <summary>A runner without name and labels yet, and in no list.</summary>
    public EmulatedRunner CreateRunner(DateTimeOffset now, string? uuid = null)
    {
        string id = Uuids.Next();
        return new EmulatedRunner(uuid ?? id, id.Trim('{', '}'), EmulatedRunner.SecretPrefix + Uuids.NextHash()[..12], now);
    }

    private StepIdentity Identify(StepScript step) => new(
        Uuids.Next(),
        step.Services.Keys.ToDictionary(name => name, _ => Uuids.Next()),
        [.. (step.Tests ?? []).Select(_ => Uuids.Next())])
    {
        DeploymentUuid = step.Deployment is null ? null : Uuids.Next(),
    };
}
