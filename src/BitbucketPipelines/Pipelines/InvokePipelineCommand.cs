using System.Collections;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Starts a run, and optionally waits for it to end.</summary>
/// <remarks>
/// <para>Runs a pipeline on a branch, a tag, a commit (alone, or on a branch or tag) or a pull request, or again on the target of a piped
/// run. The default is the repository's main branch.</para>
/// <para>The request is never retried after a lost response, because the run may exist. In this case the error is AnswerLost.</para>
/// <para>For piped objects, several runs are started at the same time. When the pipeline ends early, because of Select-Object -First or
/// Ctrl+C, runs may have been started that are not returned: with -ThrottleLimit 1, the next run is started when the one before it was
/// returned. After an error that ends the pipeline, all runs that were started are returned.</para>
/// <para>With -YamlPath or -Yaml, YAML is run that is not committed, instead of the bitbucket-pipelines.yml of the branch. It must define a
/// pipeline for the target, or the one of -Custom.</para>
/// <para>With -Wait, the run is returned when it has ended. If its result is not SUCCESSFUL, the error PipelineFailed follows. With
/// $ErrorActionPreference = 'Stop' the error ends the script, and the build step with it.</para>
/// <para>With -Wait or -Follow, -TimeoutSec includes the time for resolving the branch or commit and for starting the run. If the run could
/// not be started in time, the error is PipelineTimeout, or AnswerLost if the run may exist.</para>
/// </remarks>
/// <example>
/// <code>Invoke-BbPipeline</code>
/// <para>Runs the pipeline of the main branch and returns the run without waiting.</para>
/// </example>
/// <example>
/// <code>Invoke-BbPipeline deploy -Branch main -Variable @{ ENVIRONMENT = 'staging' } -Follow</code>
/// <para>Runs a custom pipeline with a variable, shows its log and waits until it has ended.</para>
/// </example>
/// <example>
/// <code>$key = Read-Host -AsSecureString
/// Invoke-BbPipeline -Tag v1.2.0 -SecureVariable @{ SIGNING_KEY = $key } -Wait -TimeoutSec 1800 -StopOnTimeout</code>
/// <para>Runs on a tag with a secret, waits up to half an hour, and then stops the run.</para>
/// </example>
/// <example>
/// <code>Get-BbPipeline -Status FAILED -First 1 | Invoke-BbPipeline -Wait</code>
/// <para>Runs again on the target of the latest failed run. The variables of that run are not reused, because they cannot be read.</para>
/// </example>
/// <example>
/// <code>Invoke-BbPipeline -YamlPath ./bitbucket-pipelines.yml -Branch main -Follow</code>
/// <para>Tries a changed pipeline file on a branch before it is committed, and shows its log.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Invoke-BbPipeline -YamlPath ./scan.yml -Custom scan -WhatIf</code>
/// <para>Shows what running one file in several repositories would start, none of which has to contain it.</para>
/// </example>
// Long because each kind of target is a parameter, and all of them become one request.
[Cmdlet(VerbsLifecycle.Invoke, "BbPipeline", SupportsShouldProcess = true, DefaultParameterSetName = BranchSet)]
[Alias("Start-BbPipeline")]
[OutputType(typeof(Pipeline))]
public sealed partial class InvokePipelineCommand : RunWaitCmdlet
{
    private const string BranchSet = "Branch";
    private const string TagSet = "Tag";
    private const string PullRequestSet = "PullRequest";
    private const string AgainSet = "Again";

    private static readonly string[] s_targets =
        [nameof(Branch), nameof(Tag), nameof(Commit), nameof(PullRequest), nameof(Custom), nameof(Pipeline)];

    /// <summary>
    /// A previous run, also one that comes from a file or a job. The new run has the same target. The variables of the previous run are not
    /// copied.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = AgainSet)]
    [ValidateNotNull]
    [RunFromProperties]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public Pipeline? InputObject { get; set; }

    /// <summary>The branch to run on. The default is the repository's main branch, unless -Commit is specified.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = BranchSet)]
    [ValidateNotNullOrEmpty]
    [OneName(nameof(Branch))]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string? Branch { get; set; }

    /// <summary>The tag to run on.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = TagSet)]
    [ValidateNotNullOrEmpty]
    [OneName(nameof(Tag), AllowsWildcards = true)]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string? Tag { get; set; }

    /// <summary>The commit to run on. A short hash is expanded. With -Branch or -Tag, a commit of that branch or tag.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = BranchSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = TagSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CommitCompleter))]
    [OneName(nameof(Commit))]
    public string? Commit { get; set; }

    /// <summary>The number of the pull request to run for. Its branches and commits are read from Bitbucket.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PullRequestSet)]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(PullRequestCompleter))]
    public int PullRequest { get; set; }

    /// <summary>
    /// The name of a pipeline under <c>custom:</c> in bitbucket-pipelines.yml. The default is the pipeline that is defined for the target.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = BranchSet)]
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = TagSet)]
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = PullRequestSet)]
    [Alias("Pattern")]
    [RefuseEmpty]
    [OneName(nameof(Custom), AllowsWildcards = true)]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public string? Custom { get; set; }

    /// <summary>The same as -Custom. To run again on the target of a run, pipe the run to the cmdlet instead.</summary>
    [Parameter(ParameterSetName = BranchSet)]
    [Parameter(ParameterSetName = TagSet)]
    [Parameter(ParameterSetName = PullRequestSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>
    /// Variables for this run: name = value. A SecureString is sent as a secured variable. A name that the custom pipeline does not
    /// declare, or a value that it does not allow, is a warning. What it declares is known from -YamlPath or -Yaml, from a piped object of
    /// Get-BbCustomPipeline, or from the clone in the current folder. Otherwise, when nothing is piped in, bitbucket-pipelines.yml is read
    /// while the run is started: one more request, for which the start does not wait. If the file cannot be read, -Verbose says so. For
    /// other piped objects it is read with -WhatIf only.
    /// </summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Variables")]
    [ValidateNotNull]
    [RefuseText(
        "-Variable @{ NAME = 'value' }, and for a secret -SecureVariable @{ NAME = <SecureString> }", LeavesNull = true,
        LeavesNames = true)]
    [ArgumentCompleter(typeof(RunVariableCompleter))]
    public IDictionary? Variable { get; set; }

    /// <summary>
    /// Secured variables for this run: name = SecureString or PSCredential, whose password is used. Bitbucket masks their values in logs.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [RefuseText("-SecureVariable @{ NAME = <SecureString> }", LeavesNull = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public IDictionary? SecureVariable { get; set; }

    /// <summary>
    /// The path of a YAML file that is run as it is, instead of the bitbucket-pipelines.yml of the branch. It need not be committed. The
    /// credentials need write permission on the branch. Secured variables are refused, because the variables of such a run are part of the
    /// address of the request.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("YamlFile")]
    [ValidateNotNullOrEmpty]
    [OneName(nameof(YamlPath), AllowsWildcards = true)]
    public string? YamlPath { get; set; }

    /// <summary>
    /// The YAML to run as text, as with -YamlPath. It can be piped in, whole or line by line:
    /// <c>Get-Content -Raw ./bitbucket-pipelines.yml</c>.
    /// </summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = BranchSet)]
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = TagSet)]
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PullRequestSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = AgainSet)]
    [YamlText]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Yaml { get; set; }

    /// <summary>With -YamlPath or -Yaml: merges the defaults of the repository into the YAML.</summary>
    [Parameter]
    public SwitchParameter MergeDefaults { get; set; }

    /// <summary>With -YamlPath or -Yaml: the name of a branch that Bitbucket creates from the branch or commit, and runs on.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [OneName(nameof(CreateBranch))]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? CreateBranch { get; set; }

    /// <summary>Waits until the run has ended. -Follow waits too.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    private readonly OrderedTurns _turns = new();
    private readonly List<string> _pipedYaml = [];
    private OnDemandYaml? _yaml;
    private bool _hasObjects;

    private bool Waits => Wait || Follow;

    /// <inheritdoc/>
    private protected override bool IsWaiting => Waits;

    /// <inheritdoc/>
    private protected override bool IsRepeatable => false;

    /// <inheritdoc/>
    protected override void Begin()
    {
        CheckCustom();
        if (Variable is DeclaredNames)
        {
            throw new ErrorRecordException(Errors.NamesAreNoVariables(), terminating: true);
        }

        WarnOfUnusedParameters(Waits);
        CheckNewBranch();
        _yaml = ReadYaml(ends: true);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        bool isText = PipelineInput.Current(this) is string;
        if ((isText && _hasObjects) || (!isText && _pipedYaml.Count > 0))
        {
            throw new ErrorRecordException(Errors.TextAmongObjects(), terminating: true);
        }

        if (isText)
        {
            // It can be one of many lines.
            _pipedYaml.Add(_yaml is null ? Yaml ?? "" : throw OneYaml(ends: true));
            return;
        }

        _hasObjects = true;
        StartRun(_yaml ?? ReadYaml(ends: false));
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (_pipedYaml.Count > 0)
        {
            StartRun(OnDemandInput.ReadPiped(_pipedYaml));
            WriteRecords();
        }

        WaitForRuns();
    }

    /// <summary>The YAML of the command line, or of the properties of a piped object; null for the file in the repository.</summary>
    /// <param name="ends">Whether an error ends the command: the YAML of the command line is that of all objects.</param>
    private OnDemandYaml? ReadYaml(bool ends) =>
        YamlPath is not null && Yaml is not null ? throw OneYaml(ends)
        : YamlPath is not null ? OnDemandInput.ReadFile(YamlPath, FilePath(YamlPath), ends)
        : Yaml is not null ? OnDemandInput.ReadText(Yaml, ends)
        : null;

    private void CheckNewBranch()
    {
        if (CreateBranch is not null && (IsTyped(nameof(Tag)) || IsTyped(nameof(PullRequest))))
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.InvalidArgument, "-CreateBranch creates a branch from a branch or a commit, not from a tag or a pull request.",
                "Specify -Branch or -Commit."), terminating: true);
        }
    }

    private static ErrorRecordException OneYaml(bool ends) => new(
        Errors.InvalidArgument(
            ErrorId.InvalidArgument, "The YAML to run was specified twice: with -YamlPath and as text.", "Specify only one of them."),
        terminating: ends);
}
