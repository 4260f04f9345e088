using System.Collections;
using System.Globalization;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Completion;

/// <summary>Finds out what a command line that is being typed is about.</summary>
/// <param name="bound">The parameters bound so far.</param>
/// <param name="folder">The current folder.</param>
internal sealed class CompletionPlace(Hashtable bound, string? folder)
{
    /// <summary>
    /// The session and the place that a parameter refers to. Parameters that begin with To refer to the target of a copy.
    /// </summary>
    public (BitbucketSession Session, CompletionContext Context) Find(BitbucketSession session, string parameter, string word)
    {
        PipelineId? run = Run();
        var words = new PlaceParameters
        {
            Workspace = Text("Workspace"),
            IsWorkspaceTyped = true,
            Repository = Text("Repository"),
            IsRepositoryTyped = true,
            Given = run?.Repository,
            IsGivenTyped = true,
        };
        var finder = new PlaceFinder(session, Environment.GetEnvironmentVariable, folder);
        RepositoryId? repository = finder.Repository(words);
        string? workspace = finder.Workspace(words) ?? repository?.Workspace;
        bool isTarget = parameter is "ToWorkspace" or "ToRepository" or "ToEnvironment";
        if (isTarget)
        {
            BitbucketSession? own = Unwrap(bound["ToSession"]) as BitbucketSession;
            workspace = PlaceFinder.ReadWorkspace(Text("ToWorkspace"), "-ToWorkspace") ?? own?.Workspace
                ?? repository?.Workspace ?? workspace;
            repository = Target(own ?? session, workspace, repository);
            session = own ?? session;
        }

        return (session, new CompletionContext(session.Client.ObservedBy(null), parameter, word)
        {
            Workspace = workspace,
            IsWorkspaceTyped = Text(isTarget ? "ToWorkspace" : "Workspace") is not null,
            Repository = repository,
            Run = run is null ? null : run with { Repository = repository },
            IsLatestRun = bound["InputObject"] is null && (Text("Pipeline") is not { } typed || new PipelineReference(typed).IsLatest),
            Environment = Text("Environment"),
            WorkspaceScope = bound["WorkspaceScope"] is not null,
            Team = Text("Team"),
            User = Text("User"),
            Branch = Text("Branch"),
            Tag = Text("Tag"),
            Commit = Text("Commit"),
            Step = Text("Step"),
            Custom = Text("Custom"),
            YamlPath = Text("YamlPath"),
            HasYaml = bound["Yaml"] is not null,
            Yaml = bound["Yaml"] as string,
            Folder = folder,
        });
    }

    public static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>The repository that -ToRepository names; by default the one of the same name in the workspace of the target.</summary>
    private RepositoryId? Target(BitbucketSession session, string? workspace, RepositoryId? source)
    {
        (string? owner, string? slug) = PlaceFinder.ReadRepository(Text("ToRepository"), "-ToRepository", session);
        owner ??= workspace;
        slug ??= source?.Slug;
        return owner is null || slug is null || WildcardPattern.ContainsWildcardCharacters(slug) ? null : new RepositoryId(owner, slug);
    }

    /// <summary>The value of a parameter as text; the first one if there are several.</summary>
    private string? Text(string name) => First(name) switch
    {
        null => null,
        RepositoryItem item when name is "Repository" or "ToRepository" => $"{item.Workspace}/{item.Repository}",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    /// <summary>The run given with -Pipeline.</summary>
    private PipelineId? Run()
    {
        object? given = First("Pipeline");
        return given is Pipeline { Repository.Length: > 0 } run
            ? new PipelineId(run.BuildNumber.ToString(CultureInfo.InvariantCulture), RepositoryId.Of(run.Workspace, run.Repository))
            : PipelineId.TryParse(Convert.ToString(given, CultureInfo.InvariantCulture), out PipelineId? id) ? id : null;
    }

    private object? First(string name) =>
        Unwrap(Unwrap(bound[name]) is IList { Count: > 0 } several ? several[0] : bound[name]);
}
