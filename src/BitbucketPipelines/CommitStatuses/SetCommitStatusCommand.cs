using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Sets the status of a build of another system on a commit.</summary>
/// <remarks>
/// Bitbucket shows the status beside the commit and in its pull requests. The key identifies it: a second call with the same key replaces
/// the status of the first, so a build sets INPROGRESS when it starts, and SUCCESSFUL, FAILED or STOPPED when it ends.
/// <para>In these build systems, the defaults of -Key, -Name and -Url come from environment variables. Azure DevOps: the key is azure- and
/// SYSTEM_DEFINITIONID, the name BUILD_DEFINITIONNAME and BUILD_BUILDNUMBER, the URL the page of BUILD_BUILDID. GitHub Actions: github- and
/// GITHUB_WORKFLOW, the same with GITHUB_RUN_NUMBER, the page of GITHUB_RUN_ID. Jenkins: jenkins- and JOB_NAME, the same with BUILD_NUMBER,
/// and BUILD_URL. All builds of a pipeline have the same key, so that a later one replaces the status of an earlier one. Elsewhere -Key and
/// -Url must be specified.</para>
/// </remarks>
/// <example>
/// <code>Set-BbCommitStatus SUCCESSFUL -Commit trunk -Key nightly -Url https://ci.example.com/builds/42 -Description '212 tests'</code>
/// <para>Shows on the newest commit of a branch that a build has succeeded.</para>
/// </example>
/// <example>
/// <code>Get-BbPipeline 1 | Set-BbCommitStatus INPROGRESS -Key audit -Url https://audit.example.com/7 -PassThru</code>
/// <para>Sets a status on the commit of a run, and returns it.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbCommitStatus", SupportsShouldProcess = true)]
[OutputType(typeof(CommitStatus))]
public sealed class SetCommitStatusCommand : CommitCmdlet
{
    private readonly List<PlaceChange> _changes = [];

    /// <summary>The state: SUCCESSFUL, FAILED, INPROGRESS or STOPPED.</summary>
    [Parameter(Position = 0)]
    [MustSpecify]
    [ValidateSet("SUCCESSFUL", "FAILED", "INPROGRESS", "STOPPED")]
    public string State { get; set; } = "";

    /// <summary>
    /// The key, at most 40 characters. It identifies the status among those of the commit. The default in Azure DevOps, GitHub Actions and
    /// Jenkins is made of the pipeline or job.
    /// </summary>
    [Parameter]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Key { get; set; }

    /// <summary>The page of the build. The default in Azure DevOps, GitHub Actions and Jenkins is that of the current build.</summary>
    [Parameter]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Url { get; set; }

    /// <summary>The name of the build, which Bitbucket shows. Without a name it shows the key.</summary>
    [Parameter]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Name { get; set; }

    /// <summary>A description of the build, such as the number of tests.</summary>
    [Parameter]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Description { get; set; }

    /// <summary>The branch of the build. A pull request shows statuses that name its source branch, and those that name none.</summary>
    [Parameter]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string? RefName { get; set; }

    /// <summary>Returns the status; with -WhatIf, the plan.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        (RepositoryId repository, BitbucketClient client, CommitStatusBody body) = (TargetRepository, Client, NewBody());
        string commit = CommitOf(repository);
        string hash = commit;
        _changes.Add(new PlaceChange("commit status", body.Key, repository.Workspace, repository.Slug, CurrentSession, Plan)
        {
            FailureTarget = commit,
            Key = $"{commit} {body.Key}",
            Read = async token => hash = await ResolveCommitAsync(client, repository, commit, token).ConfigureAwait(false),
        });

        PlannedWrite Plan() => new(
            ItemAction.Update, $"Set build status '{body.Key}' to {body.State}", $"commit {hash} of {repository}",
            async token =>
            {
                CommitStatus status = await client.SendAsync(CommitStatuses.Set(repository, hash, body), token).ConfigureAwait(false);
                status.SetCommit(repository, client.SiteUri, hash);
                return status;
            })
        {
            Map = e => Errors.CommitNotFound(e, commit, repository),
        };
    }

    /// <inheritdoc/>
    protected override void Finish() =>
        ChangePlaces(_changes, new BulkOptions("commit status", ThrottleLimit) { SuppressRows = !PassThru, WritesItem = true });

    private CommitStatusBody NewBody()
    {
        BuildSystem? build = BuildSystem.Find(Environment.GetEnvironmentVariable);
        (string? key, string? url) = (NotEmpty(Key) ?? build?.Key, NotEmpty(Url) ?? build?.Url);
        if (key is null || url is null)
        {
            string[] missing = [.. new[] { key is null ? "-Key" : null, url is null ? "-Url" : null }.OfType<string>()];
            throw new ErrorRecordException(Errors.BuildRequired(missing), terminating: true);
        }

        if (key.Length > CommitStatuses.LongestKey)
        {
            throw new ErrorRecordException(Errors.KeyTooLong(key), terminating: true);
        }

        // Bitbucket replaces {repository.full_name} and the like when it shows the address.
        if (!WebLinks.IsPage(url.Replace("{", "").Replace("}", "")))
        {
            throw new ErrorRecordException(Errors.NoWebPage(nameof(Url), url), terminating: true);
        }

        return new CommitStatusBody
        {
            Key = key,
            State = State.ToUpperInvariant(),
            Url = url,
            Name = NotEmpty(Name) ?? (NotEmpty(Key) is null ? build?.Name : null),
            Description = NotEmpty(Description),
            RefName = NotEmpty(RefName),
        };
    }
}
