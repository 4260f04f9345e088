using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Completion;

/// <summary>The session and the parameters bound so far when an argument is completed.</summary>
/// <param name="Client">Sends the requests. Reports nothing.</param>
/// <param name="Parameter">The name of the parameter.</param>
/// <param name="Word">The text that was typed so far, without quotes.</param>
internal sealed record CompletionContext(BitbucketClient Client, string Parameter, string Word)
{
    /// <summary>The workspace. For parameters that begin with To, the workspace of the target.</summary>
    public string? Workspace { get; init; }

    /// <summary>Whether the workspace is on the command line.</summary>
    public bool IsWorkspaceTyped { get; init; }

    /// <summary>The repository. For parameters that begin with To, the repository of the target.</summary>
    public RepositoryId? Repository { get; init; }

    /// <summary>The run.</summary>
    public PipelineId? Run { get; init; }

    /// <summary>Whether the newest run is meant, because no run is specified, or the word for it.</summary>
    public bool IsLatestRun { get; init; }

    /// <summary>The environment.</summary>
    public string? Environment { get; init; }

    /// <summary>Whether the workspace itself is meant, and no repository.</summary>
    public bool WorkspaceScope { get; init; }

    /// <summary>The deprecated team whose variables are meant.</summary>
    public string? Team { get; init; }

    /// <summary>The deprecated user whose variables are meant.</summary>
    public string? User { get; init; }

    /// <summary>The branch.</summary>
    public string? Branch { get; init; }

    /// <summary>The tag.</summary>
    public string? Tag { get; init; }

    /// <summary>The commit.</summary>
    public string? Commit { get; init; }

    /// <summary>The step.</summary>
    public string? Step { get; init; }

    /// <summary>The custom pipeline.</summary>
    public string? Custom { get; init; }

    /// <summary>The file that is run instead of the one in the repository.</summary>
    public string? YamlPath { get; init; }

    /// <summary>Whether a text is run instead of the file in the repository.</summary>
    public bool HasYaml { get; init; }

    /// <summary>The text; null if it is not known before the command runs.</summary>
    public string? Yaml { get; init; }

    /// <summary>The current folder.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether the parameter takes the uuid of an item and not its name.</summary>
    public bool IsUuid => Parameter == "Uuid";

    /// <summary>Whether the parameter takes the fingerprint of a key.</summary>
    public bool IsFingerprint => Parameter.EndsWith("Fingerprint", StringComparison.Ordinal);

    /// <summary>What was typed before the name, such as the workspace of a repository and a slash.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Everything that a list depends on.</summary>
    public string Place =>
        $"{Prefix} {IsUuid} {IsFingerprint} {Workspace} {Repository} {Run?.Value} {IsLatestRun} {Environment} {WorkspaceScope} "
        + $"{Team} {User} {Branch} {Tag} {Commit} {Step} {Custom}";

    /// <summary>Finds the run whose parts are wanted, which is the newest one (of the branch) if none is specified.</summary>
    public async Task<(RepositoryId Repository, string Run)?> FindRunAsync(CancellationToken cancellationToken)
    {
        if (Run is { Repository: { } place, Value: var run })
        {
            return (place, run);
        }

        if (!IsLatestRun || Repository is null)
        {
            return null;
        }

        PipelineFilter filter = new PipelineFilter().WithBranch(Branch is null ? null : [Branch]);
        Pipeline? latest = await LatestRun.FindAsync(Client, Repository, filter, cancellationToken).ConfigureAwait(false);
        return latest?.Uuid is { } uuid ? (Repository, uuid) : null;
    }

    /// <summary>The suggestion for an item that has a name and a uuid.</summary>
    public CompletionItem Of(string? name, string? uuid, params string?[] parts) => IsUuid
        ? new CompletionItem(uuid ?? "", CompletionItem.Describe([name, .. parts])) { Name = name }
        : new CompletionItem(name ?? "", CompletionItem.Describe(parts));
}
