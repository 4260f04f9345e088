using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>A cmdlet that works in a repository.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RepositoryCmdlet : WorkspaceCmdlet
{
    /// <summary>
    /// The repository: <c>slug</c>, <c>workspace/slug</c>, <c>{uuid}</c> or the address of its web page. By default the session's, else
    /// BITBUCKET_REPO_SLUG, else the git remote of the current folder. When it is typed, it goes before the repository of a piped object.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("RepoSlug", "Slug")]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string? Repository { get; set; }

    /// <summary>The repository of this record.</summary>
    private protected RepositoryId Target => ResolveRepositoryOf(null);

    /// <inheritdoc/>
    private protected override object? FailureTarget => Repository ?? Workspace;

    /// <summary>The repository of this record; <paramref name="given"/> is what a piped object or an address says.</summary>
    /// <param name="given">The place of the object, or of the address of a run.</param>
    /// <param name="isTyped">Whether it is an address that was typed.</param>
    private protected RepositoryId ResolveRepositoryOf(RepositoryId? given, bool isTyped = false) =>
        ResolveRepository(Words(given, isTyped));

    /// <summary>The repository of a piped object, when it is of one.</summary>
    private protected RepositoryId TargetOf(RepositoryItem? item) =>
        ResolveRepositoryOf(item is null || item.Repository.Length == 0 ? null : new RepositoryId(item.Workspace, item.Repository));

    /// <summary>
    /// Refuses an object when the command line names another place than its own: such an object is worked on where it is, or not at all.
    /// </summary>
    private protected void RequirePlace(string workspace, string repository)
    {
        if (workspace.Length == 0 || repository.Length == 0)
        {
            return;
        }

        var own = new RepositoryId(workspace, repository);
        RepositoryId meant = ResolveRepositoryOf(own);
        bool isSameName = string.Equals(meant.Slug, own.Slug, StringComparison.OrdinalIgnoreCase)
            || (meant.Slug[0] == '{') != (own.Slug[0] == '{');
        if (!isSameName || !IsSameWorkspace(meant.Workspace, own.Workspace))
        {
            throw new ErrorRecordException(ErrorRecords.OtherWorkspace(
                $"The piped object is of {own}, and the command line names {meant}.",
                "Leave -Workspace and -Repository out, or pipe in what is there.", own.ToString()));
        }
    }

    /// <summary>The repository of a run, however it was named.</summary>
    private protected RepositoryId TargetOf(PipelineReference reference, PipelineId run) =>
        ResolveRepositoryOf(run.Repository, isTyped: !reference.IsObject && IsTyped(nameof(Pipeline)));

    /// <summary>Processes each run in -Pipeline. An error of one run does not stop the processing of the others.</summary>
    private protected void ForEachRun(Action<RepositoryId, PipelineId, PipelineReference> process)
    {
        foreach (PipelineReference reference in Pipeline)
        {
            Guard(() =>
            {
                PipelineId run = reference.Parse();
                process(TargetOf(reference, run), run, reference);
            }, reference.ToString());
        }
    }

    /// <summary>Processes each run in -Pipeline. An error of one run does not stop the processing of the others.</summary>
    private protected void ForEachRun(Action<RepositoryId, PipelineId> process) =>
        ForEachRun((repository, run, _) => process(repository, run));

    /// <summary>Processes the run of a piped step, or each run in -Pipeline if there is no piped step.</summary>
    private protected void ForEachRun(PipelineStep? step, Action<RepositoryId, PipelineId> process)
    {
        if (step is null)
        {
            ForEachRun(process);
        }
        else
        {
            process(TargetOf(step), new PipelineReference(step.Pipeline).Parse());
        }
    }

    /// <summary>What this record says of the place.</summary>
    private protected PlaceWords Words(RepositoryId? given, bool isTyped) => new()
    {
        Workspace = Workspace,
        IsWorkspaceTyped = IsTyped(nameof(Workspace)),
        Repository = Repository,
        IsRepositoryTyped = IsTyped(nameof(Repository)),
        Given = given,
        IsGivenTyped = isTyped,
    };

    /// <summary>The custom pipeline that -Custom names, or -Pipeline, where that is another word for it.</summary>
    private protected string? CustomOf(string? custom) => Pipeline.Length > 0 ? Pipeline[0].ToString() : custom;

    /// <summary>Refuses a -Pipeline that cannot be another word for -Custom.</summary>
    private protected void CheckCustom(bool isList = false)
    {
        if (Pipeline.Length > 0 && IsTyped("Custom"))
        {
            throw new ErrorRecordException(ErrorRecords.InvalidArgument(
                ErrorId.AmbiguousTarget, "-Custom and -Pipeline mean the same.", "Specify only one of them."), terminating: true);
        }

        if (Pipeline.Any(p => p.IsObject) || (Pipeline.Length > 1 && !isList))
        {
            throw new ErrorRecordException(ErrorRecords.InvalidArgument(
                ErrorId.AmbiguousTarget, "-Pipeline takes the name of one custom pipeline here, and no run.",
                "Give the name that stands under custom: in bitbucket-pipelines.yml."), terminating: true);
        }
    }

    /// <summary>Resolves the targets of a copy or comparison of <paramref name="source"/>.</summary>
    private protected TransferTargets TargetsOf(
        RepositoryId? source, string? workspace, string? toWorkspace, BitbucketSession? toSession) =>
        new(new TransferLookups(
            name => Await(token => (toSession is null ? Client : ClientOf(toSession))
                .ReadAllAsync(Repositories.List(name).With("sort", "slug"), r => r.RepositoryUuid ?? r.FullName, token)),
            name => CheckPiped(name, "-ToWorkspace"),
            IsSameWorkspace), CurrentSession, toSession, toWorkspace, workspace ?? source?.Workspace, source);
}
