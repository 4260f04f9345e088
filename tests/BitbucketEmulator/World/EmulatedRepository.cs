using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>A repository with its refs, its pipeline definitions and its runs.</summary>
internal sealed class EmulatedRepository(Workspace workspace, string uuid, string slug, string mainBranch)
{
    public Workspace Workspace { get; } = workspace;

    public string Uuid { get; } = uuid;

    public string Slug { get; } = slug;

    public string FullName => $"{Workspace.Slug}/{Slug}";

    public string MainBranch { get; } = mainBranch;

    /// <summary>True: no credential may see it, so it answers like one that does not exist.</summary>
    public bool Hidden { get; init; }

    public EmulatedProject? Project { get; set; }

    public RepositorySettings Settings { get; } = new();

    public DateTimeOffset UpdatedOn { get; set; }

    public List<GitRef> Branches { get; } = [];

    /// <summary>Branches that nobody may write to: an on-demand run is refused there.</summary>
    public HashSet<string> RestrictedBranches { get; } = [];

    public List<GitRef> Tags { get; } = [];

    public List<GitCommit> Commits { get; } = [];

    public List<PullRequestInfo> PullRequests { get; } = [];

    public ScriptBook Scripts { get; } = new();

    /// <summary>The bitbucket-pipelines.yml that an order has set; null for the one that is written from the scripts.</summary>
    public byte[]? PipelineFile { get; set; }

    public List<PipelineRun> Runs { get; } = [];

    public EmulatedVariableStore Variables { get; } =
        new($"repository/{workspace.Slug}/{slug}", $"account {workspace.Uuid}, repository {uuid}");

    public List<EmulatedEnvironment> Environments { get; } = [];

    /// <summary>The reports by commit and id.</summary>
    public Dictionary<string, EmulatedReport> Reports { get; } = new(StringComparer.Ordinal);

    /// <summary>The build statuses by commit and key.</summary>
    public Dictionary<(string Commit, string Key), JsonObject> Statuses { get; } = [];

    public int NextBuildNumber { get; set; } = 1;

    public bool IsNamed(string slugOrUuid) => slugOrUuid.Equals(Slug, StringComparison.OrdinalIgnoreCase) || slugOrUuid == Uuid;

    public GitRef? FindBranch(string name) => Branches.Find(branch => branch.Name == name);

    public GitRef? FindTag(string name) => Tags.Find(tag => tag.Name == name);

    /// <summary>An environment by uuid or by name; case does not matter.</summary>
    public EmulatedEnvironment? FindEnvironment(string nameOrUuid) => Environments.Find(environment =>
        environment.Uuid == nameOrUuid || environment.Name.Equals(nameOrUuid, StringComparison.OrdinalIgnoreCase));

    /// <summary>A commit and those before it, newest first.</summary>
    public IEnumerable<GitCommit> History(GitCommit commit)
    {
        for (GitCommit? next = commit; next is not null; next = next.Parent is { } parent ? FindCommit(parent) : null)
        {
            yield return next;
        }
    }

    /// <summary>A commit by hash or by the beginning of one; null when there is none or more than one.</summary>
    public GitCommit? FindCommit(string prefix)
    {
        if (prefix.Length is < 4 or > 40 || !prefix.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        List<GitCommit> found = Commits.FindAll(commit => commit.Hash.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        return found.Count == 1 ? found[0] : null;
    }
}
