using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that work in a repository.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RepositoryCmdlet : WorkspaceCmdlet
{
    private readonly Dictionary<RepositoryId, string?> _slugs = [];

    /// <summary>
    /// The repository: <c>slug</c>, <c>workspace/slug</c>, <c>{uuid}</c> or the address of its web page. The default is the repository of
    /// the session, then BITBUCKET_REPO_SLUG, then the git remote of the current folder. A repository that is specified on the command line
    /// takes precedence over that of a piped object.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("RepoSlug", "Slug", "R", "Re")]
    [RefuseEmpty]
    [OneName(nameof(Repository), Source = "Get-BbRepository")]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string? Repository { get; set; }

    /// <summary>The repository of this record.</summary>
    private protected RepositoryId TargetRepository => ResolveRepository(GetPlaceParameters(null, isTyped: false));

    /// <inheritdoc/>
    private protected override object? FailureTarget => Repository ?? Workspace;

    /// <summary>Resolves the repository of this record. <paramref name="given"/> is that of a piped object or of an address.</summary>
    /// <param name="given">The repository of a piped object or of the address of a run; null when there is none.</param>
    /// <param name="isTyped">Whether it is an address from the command line.</param>
    private protected RepositoryId ResolveRepositoryOf(RepositoryId? given, bool isTyped = false) =>
        ResolveRepository(GetPlaceParameters(given, isTyped));

    /// <summary>Resolves the repository of this record, which is that of a piped object if there is one.</summary>
    private protected RepositoryId ResolveRepositoryOf(RepositoryItem? item) =>
        ResolveRepositoryOf(string.IsNullOrEmpty(item?.Repository) ? null : RepositoryId.Of(item!.Workspace, item.Repository));

    /// <summary>
    /// Throws when the command line names another workspace or repository than that of a piped object: the cmdlet works on such an object
    /// where it is, or not at all.
    /// </summary>
    private protected void RequirePlace(string? workspace, string? repository)
    {
        if (workspace is not { Length: > 0 } || repository is not { Length: > 0 })
        {
            return;
        }

        var own = new RepositoryId(workspace, repository);
        RepositoryId meant = ResolveRepositoryOf(own);
        bool isSameName = string.Equals(meant.Slug, own.Slug, StringComparison.OrdinalIgnoreCase)
            || (meant.Slug[0] == '{') != (own.Slug[0] == '{');
        if (!isSameName || !IsSameWorkspace(meant.Workspace, own.Workspace))
        {
            throw new ErrorRecordException(Errors.OtherWorkspace(
                $"The piped object belongs to {own}, but the command line names {meant}.",
                "Omit -Workspace and -Repository, or pipe in an object from there.", own.ToString()));
        }
    }

    /// <summary>Resolves the repository of a run, however the run was specified.</summary>
    private protected RepositoryId ResolveRepositoryOf(PipelineReference reference, PipelineId run) =>
        ResolveRepositoryOf(run.Repository, isTyped: !reference.IsObject && IsTyped(nameof(Pipeline)));

    /// <summary>Whether the newest run is meant when no run is specified.</summary>
    private protected virtual bool DefaultsToLatest => false;

    /// <summary>The branches whose newest run is meant; null for all branches.</summary>
    private protected virtual string[]? LatestBranches => null;

    /// <summary>The client that looks for the newest run.</summary>
    private protected virtual BitbucketClient LatestRunClient => Client;

    /// <summary>
    /// Starts the work for each run in -Pipeline, or for the newest run where that is the default. An error of one run does not stop the
    /// processing of the others.
    /// </summary>
    /// <param name="work">
    /// The work: see <see cref="BitbucketCmdlet.Start(Func{RecordWork, CancellationToken, Task{Action}}, object, bool)"/>.
    /// </param>
    private protected void StartEachRun(Func<RecordWork, RunInput, CancellationToken, Task<Action?>> work)
    {
        bool isDefault = Pipeline.Length == 0 && DefaultsToLatest;
        if (!IsTyped(nameof(Pipeline)) && PipelineInput.ExecutionWithoutRun(this) is { } execution)
        {
            throw new ErrorRecordException(Errors.NoRunInExecution(execution.Schedule, execution.Error));
        }

        if (isDefault && MyInvocation.ExpectingInput && !PipelineInput.IsPlaceOnly(this))
        {
            // An object that should have named a run, such as a row with an empty build number, must not select another run.
            throw new ErrorRecordException(Errors.InvalidPipelineId(""));
        }

        if (LatestBranches is not null && Pipeline.Any(p => !p.IsLatest))
        {
            if (IsFromDefaults("Branch"))
            {
                WriteVerbose("A run was specified, so -Branch of $PSDefaultParameterValues has no effect.");
            }
            else
            {
                throw new ErrorRecordException(Errors.InvalidArgument(
                    ErrorId.AmbiguousFilter, "-Branch cannot be used together with a run: it selects the newest run of a branch.",
                    "Omit the run or -Branch."), terminating: true);
            }
        }

        foreach (PipelineReference specified in isDefault ? [new PipelineReference(PipelineReference.Latest)] : Pipeline)
        {
            PipelineReference reference = IsTyped(nameof(Pipeline)) ? specified : PipedReference(specified);
            Guard(() => StartRun(reference, work), reference.ToString());
        }
    }

    /// <summary>
    /// The number and the uuid of a piped run. Of one that comes from a file or a job, PowerShell binds one of the two. People know the
    /// number; the uuid saves requests.
    /// </summary>
    private PipelineReference PipedReference(PipelineReference bound)
    {
        string text = bound.ToString();
        return bound.IsObject ? bound
            : PipelineInput.NumberOf(this, text) is { } number ? new PipelineReference(number, text)
            : PipelineInput.UuidOf(this, text) is { } uuid ? new PipelineReference(long.Parse(text, CultureInfo.InvariantCulture), uuid)
            : bound;
    }

    private void StartRun(PipelineReference reference, Func<RecordWork, RunInput, CancellationToken, Task<Action?>> work)
    {
        PipelineId? named = reference.IsLatest ? null : reference.Parse(CurrentSession);
        RepositoryId repository = named is { } id ? ResolveRepositoryOf(reference, id) : TargetRepository;
        (BitbucketClient client, string[]? branches) = (LatestRunClient, LatestBranches);
        Start(
            async (record, token) =>
            {
                PipelineId run = named ?? await record.Gate.RunAsync(
                    () => FindLatestRunAsync(client, record.Session, repository, branches, token), token).ConfigureAwait(false);
                try
                {
                    return await work(record, new RunInput(repository, run, reference, client), token).ConfigureAwait(false);
                }
                catch (BitbucketApiException e) when (e.IsRunMissing)
                {
                    throw new ErrorRecordException(
                        await DescribeRunFailureAsync(record, e, repository, run.Value, reference.ToString(), token).ConfigureAwait(false));
                }
            },
            reference.ToString());
    }

    /// <summary>The error for a failed request about a run. If there is no such run, it says what the latest run is.</summary>
    private protected ErrorDescription DescribeRunFailure(
        BitbucketApiException e, RepositoryId repository, string run, object target) => e.IsRunMissing
        ? Errors.RunNotFound(e, run, repository, Await(token => new Alternatives(Client, repository).LatestRunAsync(token))) with
        {
            Target = target,
        }
        : ErrorDescription.From(e, CurrentSession, target);

    /// <summary>The same, on another thread.</summary>
    private protected static async Task<ErrorDescription> DescribeRunFailureAsync(
        RecordWork record, BitbucketApiException e, RepositoryId repository, string run, object target,
        CancellationToken cancellationToken) => e.IsRunMissing
        ? Errors.RunNotFound(
            e, run, repository, await new Alternatives(record.Client, repository).LatestRunAsync(cancellationToken).ConfigureAwait(false))
                with { Target = target }
        : ErrorDescription.From(e, record.Session, target);

    /// <summary>Finds the newest run, and says on the host which one it is.</summary>
    private async Task<PipelineId> FindLatestRunAsync(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, string[]? branches, CancellationToken cancellationToken)
    {
        PipelineFilter filter = new PipelineFilter().WithBranch(branches);
        Pipeline run = await LatestRun.FindAsync(client, repository, filter, cancellationToken).ConfigureAwait(false)
            ?? throw new ErrorRecordException(await NoRunAsync(client, repository, branches, cancellationToken).ConfigureAwait(false));
        Post(() => WriteHost($"Newest run: {Errors.RunText(run)}"));
        return new PipelineReference(run).Parse(session);
    }

    /// <summary>There is no run that could be the newest. If the branch does not exist, the advice lists those that do.</summary>
    private static async Task<ErrorDescription> NoRunAsync(
        BitbucketClient client, RepositoryId repository, string[]? branches, CancellationToken cancellationToken)
    {
        ErrorDescription error = Errors.NoRun(repository, branches);
        if (branches is not { Length: 1 } || branches[0] is not { } branch || WildcardPattern.ContainsWildcardCharacters(branch))
        {
            return error;
        }

        ErrorDescription? missing =
            await new EmptyList(client, repository).FindBranchProblemAsync(branch, cancellationToken).ConfigureAwait(false);
        return missing is null ? error : error with { Advice = missing.Advice };
    }

    /// <summary>The workspace and repository that this record specifies, before they are resolved.</summary>
    private protected PlaceParameters GetPlaceParameters(RepositoryId? given, bool isTyped) => new()
    {
        Workspace = Workspace,
        IsWorkspaceTyped = IsTyped(nameof(Workspace)),
        Repository = Repository,
        IsRepositoryTyped = IsTyped(nameof(Repository)),
        Given = given,
        IsGivenTyped = isTyped,
    };

    /// <summary>The custom pipeline of -Custom, or of -Pipeline where that is a synonym.</summary>
    private protected string? CustomOf(string? custom) => Pipeline.Length > 0 ? Pipeline[0].ToString() : custom;

    /// <summary>Throws when -Pipeline cannot be a synonym for -Custom.</summary>
    private protected void CheckCustom(bool isList = false)
    {
        if (Pipeline.Length > 0 && IsTyped("Custom") && !IsFromDefaults("Custom"))
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.AmbiguousTarget, "-Custom and -Pipeline mean the same.", "Specify only one of them."), terminating: true);
        }

        if (Pipeline.Any(p => p.IsObject) || (Pipeline.Length > 1 && !isList))
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.AmbiguousTarget, "Here -Pipeline takes the name of one custom pipeline, not a run.",
                "Specify the name that is under custom: in bitbucket-pipelines.yml."), terminating: true);
        }
    }

    /// <summary>Finds the slug of a repository that is specified by its uuid. Bitbucket is asked once.</summary>
    private string? FindSlug(BitbucketClient client, RepositoryId repository)
    {
        if (!_slugs.TryGetValue(repository, out string? slug))
        {
            _slugs[repository] = slug = Await(token => RepositorySlug.FindAsync(client, repository, token));
        }

        return slug;
    }

    /// <summary>Resolves the targets of a copy or comparison of <paramref name="source"/>.</summary>
    private protected TransferTargets NewTransferTargets(
        RepositoryId? source, string? workspace, string? toWorkspace, BitbucketSession? toSession) =>
        new(new TransferLookups(
            name => Await(token => (toSession is null ? Client : ClientOf(toSession))
                .ReadAllAsync(Repositories.List(name).With("sort", "slug"), r => r.RepositoryUuid ?? r.FullName, token)),
            name => CheckPiped(name, "-ToWorkspace"),
            IsSameWorkspace,
            (repository, isTarget) => FindSlug(isTarget && toSession is not null ? ClientOf(toSession) : Client, repository),
            WriteAsWarning),
            CurrentSession, toSession?.Original, toWorkspace, workspace ?? source?.Workspace, source);
}
