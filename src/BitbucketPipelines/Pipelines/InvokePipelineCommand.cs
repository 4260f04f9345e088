using System.Collections;
using System.Globalization;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Commands;

/// <summary>Starts a run, and waits for it if asked to.</summary>
/// <remarks>
/// <para>Runs on a branch, a tag, a commit (alone, or on a branch or tag), or a pull request, or again on the target of a run that is
/// piped in. Without any of them it runs on the repository's main branch.</para>
/// <para>The request is sent only once: when its answer is lost, the error AnswerLost says that the run may exist.</para>
/// <para>With -Wait, the run is written when it has ended. One that did not end SUCCESSFUL is followed by the error PipelineFailed: with
/// $ErrorActionPreference = 'Stop' it ends the script, and the build step with it.</para>
/// <para>With -Wait or -Follow, -TimeoutSec counts from the first request: looking up the branch or commit and starting the run are part of
/// it. A run that could not be started in time gives the error PipelineTimeout, or AnswerLost when it may exist.</para>
/// </remarks>
/// <example>
/// <code>Invoke-BbPipeline</code>
/// <para>Runs the pipeline of the main branch and writes the run, without waiting.</para>
/// </example>
/// <example>
/// <code>Invoke-BbPipeline -Custom deploy -Branch main -Variable @{ ENVIRONMENT = 'staging' } -Follow</code>
/// <para>Runs a custom pipeline with a variable, shows its log and waits for its end.</para>
/// </example>
/// <example>
/// <code>$key = Read-Host -AsSecureString
/// Invoke-BbPipeline -Tag v1.2.0 -SecureVariable @{ SIGNING_KEY = $key } -Wait -TimeoutSec 1800 -StopOnTimeout</code>
/// <para>Runs on a tag with a secret, waits for half an hour at most, and then stops the run.</para>
/// </example>
/// <example>
/// <code>Get-BbPipeline -Status FAILED -First 1 | Invoke-BbPipeline -Wait</code>
/// <para>Runs again on the target of the newest failed run. The variables of that run cannot be read back.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "BbPipeline", SupportsShouldProcess = true, DefaultParameterSetName = BranchSet)]
[Alias("Start-BbPipeline")]
[OutputType(typeof(Pipeline))]
public sealed class InvokePipelineCommand : RunWaitCmdlet
{
    // Longer than most: a run can be started in four ways, and be waited for.
    private const string BranchSet = "Branch";
    private const string TagSet = "Tag";
    private const string PullRequestSet = "PullRequest";
    private const string AgainSet = "Again";

    private static readonly string[] s_ofWaiting = [nameof(TimeoutSec), nameof(StopOnTimeout), nameof(PollIntervalSec), nameof(OnPause)];

    private readonly List<WatchedRun> _started = [];

    /// <summary>A run, to run again on its target. Its variables are not taken over.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = AgainSet)]
    [ValidateNotNull]
    public Pipeline? InputObject { get; set; }

    /// <summary>The branch to run on. By default the repository's main branch, unless -Commit is given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = BranchSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string? Branch { get; set; }

    /// <summary>The tag to run on.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = TagSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string? Tag { get; set; }

    /// <summary>The commit to run on; a short hash is looked up. With -Branch or -Tag, the commit as part of that branch or tag.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = BranchSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = TagSet)]
    [ValidateNotNullOrEmpty]
    public string? Commit { get; set; }

    /// <summary>The number of the pull request to run for. Its branches and commits are looked up.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PullRequestSet)]
    [ValidateRange(1, int.MaxValue)]
    public int PullRequest { get; set; }

    /// <summary>
    /// The name of a pipeline under <c>custom:</c> in bitbucket-pipelines.yml. By default the one that belongs to the target.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = BranchSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = TagSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PullRequestSet)]
    [Alias("Pattern")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public string? Custom { get; set; }

    /// <summary>Another word for -Custom. A run is not named here: it is piped in, to run again on its target.</summary>
    [Parameter(ParameterSetName = BranchSet)]
    [Parameter(ParameterSetName = TagSet)]
    [Parameter(ParameterSetName = PullRequestSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>Variables for this run: name = value. A value that is a SecureString is sent secured.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Variables")]
    [ValidateNotNull]
    [RefuseText("-Variable @{ NAME = 'value' }, and for a secret -SecureVariable @{ NAME = <SecureString> }", LeavesNull = true)]
    public IDictionary? Variable { get; set; }

    /// <summary>
    /// Secured variables for this run: name = SecureString, or PSCredential for its password. Bitbucket hides their values in the log.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [RefuseText("-SecureVariable @{ NAME = <SecureString> }", LeavesNull = true)]
    public IDictionary? SecureVariable { get; set; }

    /// <summary>Waits for the end of the run. -Follow waits too.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        CheckCustom();
        string[] idle = [.. s_ofWaiting.Where(MyInvocation.BoundParameters.ContainsKey)];
        if (idle.Length > 0 && !Wait && !Follow)
        {
            WriteWarning($"Without -Wait or -Follow the run is not waited for: {string.Join(", ", idle.Select(name => "-" + name))} has "
                + "no effect.");
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        List<RunVariable> variables = RunVariables.Read(Variable, SecureVariable, WriteWarning);
        BitbucketClient client = Wait || Follow ? Client.Until(TimeOfCall) : Client;
        RepositoryId repository = TargetOf(InputObject);
        PipelineTarget target = TargetOfRun(client, repository);
        if (IsWhatIf && Await(token => RunTargetCheck.FindProblemAsync(client, repository, target, token)) is { } problem)
        {
            throw new ItemFailedException(problem);
        }

        if (!ShouldProcess(repository.ToString(), $"Run {target}{RunVariables.Describe(variables)}"))
        {
            return;
        }

        var body = new TriggerRequest { Target = target, Variables = variables.Count == 0 ? null : variables };
        BitbucketSession session = CurrentSession;
        Pipeline run = Await(token => Starter.StartAsync(client, session, repository, body, token));
        run.Locate(repository, Client.SiteUri);
        string started = $"Started run {run} of {repository}: {run.Url}";
        if (Follow || (Wait && LogText.Host != CiHost.None))
        {
            // Whoever breaks off, or reads the log of a build, has to find the run: its object comes only at the end.
            WriteHost(started);
        }
        else
        {
            WriteVerbose(started);
        }

        if (Wait || Follow)
        {
            string name = run.BuildNumber > 0 ? run.BuildNumber.ToString(CultureInfo.InvariantCulture) : run.Uuid ?? "";
            _started.Add(new WatchedRun(repository, name, IsKnown: true));
        }
        else
        {
            WriteObject(run);
        }
    }

    /// <inheritdoc/>
    protected override void Finish() => WaitFor(_started);

    private PipelineTarget TargetOfRun(BitbucketClient client, RepositoryId repository)
    {
        if (InputObject is null)
        {
            return Await(token => Starter.ResolveAsync(client, repository, NewTarget(), token));
        }

        if (Variable is null && SecureVariable is null)
        {
            WriteWarning($"Variables of run {InputObject} cannot be read back: the new run has only those of the repository, unless "
                + "-Variable gives others.");
        }

        return RunTarget.Again(InputObject.Target) ?? throw new ItemFailedException(ErrorRecords.CannotRunAgain(InputObject));
    }

    private RunTarget NewTarget() => new()
    {
        Branch = Branch,
        Tag = Tag,
        Commit = Commit,
        Custom = CustomOf(Custom),
        PullRequest = ParameterSetName == PullRequestSet ? PullRequest : null,
    };
}
