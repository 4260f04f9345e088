using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Stops a run, or the runs that a newer one made pointless.</summary>
/// <remarks>
/// <para>
/// The run must be specified. Waits a few seconds for the run to end. For a run that has already ended, the error is
/// PipelineAlreadyCompleted. For a run that is paused on a manual step, Bitbucket accepts the request but does not stop the run; then the
/// error is StopIgnored.
/// </para>
/// <para>
/// -Superseded stops unfinished runs of a repository that are older than another run of the same pipeline on the same branch, or of the
/// same pull request, even if that one has ended. It never stops the newest run of each. Custom pipelines are compared by their names:
/// Bitbucket does not tell the variables of a run. Runs of tags and commits are left alone, and runs
/// that Bitbucket has not parsed yet. A run that is deploying is not stopped either, unless -IncludeDeployment is specified: a warning
/// names it. If it cannot be read whether a run deploys, the run is not stopped, and that is an error. A run that ends by itself in the
/// meantime is no error, and one that waits for a manual step, which Bitbucket does not stop, causes a warning.
/// </para>
/// </remarks>
/// <example>
/// <code>Stop-BbPipeline 42</code>
/// <para>Stops run 42.</para>
/// </example>
/// <example>
/// <code>Get-BbPipeline -Branch feature/x -Status IN_PROGRESS | Stop-BbPipeline -PassThru</code>
/// <para>Stops all runs in progress on a branch, and returns them.</para>
/// </example>
/// <example>
/// <code>Stop-BbPipeline -Superseded -Branch 'feature/*' -WhatIf</code>
/// <para>Shows which runs of the feature branches would be stopped because there is a newer one.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "BbPipeline", SupportsShouldProcess = true, DefaultParameterSetName = RunSet)]
[OutputType(typeof(Pipeline))]
public sealed class StopPipelineCommand : PipelineCmdlet
{
    private const string RunSet = "Run";
    private const string SupersededSet = "Superseded";

    /// <summary>The request, and as many looks as it usually takes until the run has ended.</summary>
    private const int RequestsToStop = 3;

    private readonly HashSet<RepositoryId> _searched = [];
    private readonly List<RepositoryId> _read = [];
    private bool _hasSuperseded;

    /// <summary>
    /// The run: its build number (<c>42</c> or <c>#42</c>), its uuid with or without braces, the URL of its web page, an object from
    /// Get-BbPipeline or Invoke-BbPipeline, or <c>latest</c> for the newest run.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = RunSet)]
    [Alias("Uuid", "BuildNumber", "Id", "Number", "Build", "B")]
    [ValidateRun]
    [ArgumentCompleter(typeof(RunCompleter))]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>Stops the unfinished runs of the repository that a newer run of the same pipeline and branch made pointless.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SupersededSet)]
    public SwitchParameter Superseded { get; set; }

    /// <summary>Stops superseded runs of these branches only. Names are case-sensitive; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = SupersededSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string[]? Branch { get; set; }

    /// <summary>Stops superseded runs of this custom pipeline only. Wildcards are allowed.</summary>
    [Parameter(ParameterSetName = SupersededSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [OneName(nameof(Custom), AllowsWildcards = true)]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public string? Custom { get; set; }

    /// <summary>Also stops a superseded run that is deploying. The environment can be left half deployed.</summary>
    [Parameter(ParameterSetName = SupersededSet)]
    public SwitchParameter IncludeDeployment { get; set; }

    /// <summary>Returns the run in its last known state.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (!Superseded)
        {
            base.Process();
            return;
        }

        RepositoryId repository = TargetRepository;
        // Several runs of one repository can be piped in, for example.
        if (_searched.Add(repository))
        {
            PipelineFilter filter = new PipelineFilter().WithBranch(Branch).WithCustom(Custom);
            Start((record, token) => StopSupersededAsync(record, repository, filter, token), repository.ToString());
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (_read.Count > 0 && !_hasSuperseded)
        {
            string places = _read.Count == 1 ? _read[0].ToString() : Counted.Of(_read.Count, "repository");
            WriteHost($"Nothing to stop in {places}: no unfinished run was found that a newer one supersedes. A run counts "
                + "once Bitbucket has parsed it, some seconds after its start.");
        }
    }

    /// <inheritdoc/>
    private protected override async Task<Action?> RunAsync(RecordWork record, RunInput input, CancellationToken cancellationToken)
    {
        (RepositoryId repository, PipelineId run) = (input.Repository, input.Run);
        if (record.IsWhatIf)
        {
            await ForPlanAsync(() => RequireUnfinishedAsync(record, repository, run, cancellationToken)).ConfigureAwait(false);
        }

        if (!await ApproveAsync(record, $"{repository} {run}", "Stop run", cancellationToken, RequestsToStop).ConfigureAwait(false))
        {
            return null;
        }

        StopResult result = await record.Gate.RunAsync(
            () => RunStopper.StopAsync(record.Client, repository, run.Value, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (result.Failure is { } e)
        {
            throw new ErrorRecordException(result.HadEnded
                ? Errors.AlreadyCompleted(e, run.ToString(), repository)
                : await DescribeRunFailureAsync(record, e, repository, run.Value, run.ToString(), cancellationToken)
                    .ConfigureAwait(false));
        }

        return () => WriteResult(repository, run.ToString(), result);
    }

    private static async Task RequireUnfinishedAsync(
        RecordWork record, RepositoryId repository, PipelineId run, CancellationToken cancellationToken)
    {
        Pipeline now = await record.Gate.RunAsync(
            () => record.Client.SendAsync(Api.Endpoints.Pipelines.Get(repository, run.Value), cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        if (now.IsCompleted)
        {
            throw new ErrorRecordException(Errors.AlreadyCompleted(run.ToString(), repository));
        }
    }

    private async Task<Action?> StopSupersededAsync(
        RecordWork record, RepositoryId repository, PipelineFilter filter, CancellationToken cancellationToken)
    {
        IReadOnlyList<Pipeline> runs = await SupersededRuns.FindAsync(record.Client, repository, filter, record.Gate, cancellationToken)
            .ConfigureAwait(false);
        Post(() =>
        {
            _read.Add(repository);
            _hasSuperseded |= runs.Count > 0;
            WriteVerbose($"{repository}: {Counted.Of(runs.Count, "run")} of which there is a newer one.");
        });
        var wanted = new List<Pipeline>();
        foreach (Pipeline run in runs)
        {
            // Once more after a question, which can take its time.
            if (await MayBeStoppedAsync(record, repository, run, cancellationToken).ConfigureAwait(false)
                && await ApproveAsync(
                    record, $"{repository} {run} ({run.Branch}, {run.Section})", "Stop run", cancellationToken, RequestsToStop)
                    .ConfigureAwait(false)
                && (!record.Asks || await MayBeStoppedAsync(record, repository, run, cancellationToken).ConfigureAwait(false)))
            {
                wanted.Add(run);
            }
        }

        StopResult[] results = await Task.WhenAll(wanted.Select(run => record.Gate.RunAsync(
            () => RunStopper.StopAsync(record.Client, repository, run.Uuid ?? "", cancellationToken), cancellationToken)))
            .ConfigureAwait(false);
        return () =>
        {
            for (int i = 0; i < results.Length; i++)
            {
                WriteSuperseded(record, repository, wanted[i], results[i]);
            }
        };
    }

    /// <summary>Whether a run is not deploying. Where that cannot be read, it is not stopped.</summary>
    private async Task<bool> MayBeStoppedAsync(
        RecordWork record, RepositoryId repository, Pipeline run, CancellationToken cancellationToken)
    {
        if (IncludeDeployment)
        {
            return true;
        }

        (IReadOnlyList<Deployment>? deploying, BitbucketApiException? failure) = await StepTests.TryAsync<IReadOnlyList<Deployment>>(
            async () => await RunDeployments.UnderWayAsync(record.Client, repository, run, record.Gate, cancellationToken)
                .ConfigureAwait(false)).ConfigureAwait(false);
        if (failure is not null)
        {
            Post(() => WriteError(Errors.DeploymentUnknown(failure, run, record.Session)));
        }
        else if (deploying is { Count: > 0 })
        {
            string to = string.Join(", ", deploying.Select(d => d.Environment ?? d.EnvironmentUuid).Distinct());
            Post(() => WriteWarning(
                $"Run {run} of {repository} is deploying{(to.Length > 0 ? $" to {to}" : "")} and was not stopped. "
                + "Add -IncludeDeployment to stop it all the same."));
        }

        return deploying is { Count: 0 };
    }

    private void WriteSuperseded(RecordWork record, RepositoryId repository, Pipeline run, StopResult result)
    {
        if (result.HadEnded)
        {
            WriteVerbose($"Run {run} of {repository} had ended.");
        }
        else if (result.Failure is { } e)
        {
            WriteError(ErrorDescription.From(e, record.Session, run));
        }
        else
        {
            WriteResult(repository, run.ToString(), result, isSuperseded: true);
        }
    }

    private void WriteResult(RepositoryId repository, string run, StopResult result, bool isSuperseded = false)
    {
        if (PassThru && result.Run is not null)
        {
            WriteObject(result.Run);
        }

        if (result.IsIgnored && isSuperseded)
        {
            WriteAsWarning(Errors.StopIgnored(result.Run!));
        }
        else if (result.IsIgnored)
        {
            WriteError(Errors.StopIgnored(result.Run!));
        }
        else if (result.Run is not { IsCompleted: true })
        {
            WriteWarning($"Run {run} of {repository} was asked to stop but has not ended yet.");
        }
    }
}
