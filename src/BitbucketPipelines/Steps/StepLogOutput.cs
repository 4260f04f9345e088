using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>Turns what happens while logs are read or followed into what Get-BbStepLog writes.</summary>
/// <param name="query">Which logs are returned.</param>
/// <param name="host">The build system in which the lines must be harmless.</param>
/// <param name="steps">Writes to the host which step the lines belong to; null where logs are only read.</param>
internal sealed class StepLogOutput(StepLogQuery query, CiHost host, CiLogWriter? steps = null)
{
    private bool _isAnnounced;

    /// <summary>Whether the host has shown which run is followed.</summary>
    public bool IsAnnounced { init => _isAnnounced = value; }

    /// <summary>The output for an event of reading or saving logs. Called on any thread.</summary>
    public IEnumerable<CmdletOutput> For(LogEvent e) => e switch
    {
        LogEvent.Lines lines => [Lines(lines.Values)],
        LogEvent.Text text => [new CmdletOutput.Objects([text.Value])],
        LogEvent.TooLarge log => [Error(Errors.LogTooLarge(log.Step, log.Limit, log.Length))],
        LogEvent.LineSplit => [SplitLine()],
        LogEvent.Missing missing => [Missing(missing.Step)],
        _ => [],
    };

    /// <summary>The output for an event of a followed run.</summary>
    public IEnumerable<CmdletOutput> For(RunEvent e, PipelineId run, BitbucketSession session) => e switch
    {
        RunEvent.StateChanged { Run: var current } when !_isAnnounced => Announce(current),
        RunEvent.LogLine log => LineOf(log),
        RunEvent.StepEnded step => Ended(step.Step),
        RunEvent.LineSplit => [SplitLine()],
        RunEvent.StepLogIncomplete log => [Error(Errors.LogIncomplete(log.Step, log.Lines, log.Failure))],
        RunEvent.RunLogIncomplete log => [Error(Errors.LogIncomplete(log.Run, log.Failure))],
        // A refused request is repeated soon, and then either succeeds or becomes an error.
        RunEvent.RequestFailed { Failure: { IsRefusal: true } failure } => [new CmdletOutput.Verbose(Continues(failure))],
        // Without the warning, nothing would explain why no lines arrive.
        RunEvent.RequestFailed { Failure: var failure } => [new CmdletOutput.Warning(Continues(failure))],
        RunEvent.Ended { Outcome: var outcome } => End(outcome, run, session),
        _ => [],
    };

    /// <summary>The message for a step that has no log. It is an error only if certain steps were specified.</summary>
    public CmdletOutput Missing(PipelineStep step) =>
        !query.IsStepSpecified ? new CmdletOutput.Verbose(Errors.NoLog(step).Message)
        : Error(query.Log.LogUuid is { } log ? Errors.NoContainerLog(log, step.Pipeline, step) : Errors.NoLog(step));

    /// <summary>The message for a run in which none of the steps has a log; nothing if certain steps were specified.</summary>
    public IEnumerable<CmdletOutput> NoLogs(RepositoryId repository, PipelineId run, IReadOnlyList<PipelineStep> steps)
    {
        if (query.IsStepSpecified)
        {
            return [];
        }

        if (query.Failed && steps.Count == 0)
        {
            return [new CmdletOutput.Verbose($"Run {run} of {repository} has no failed step.")];
        }

        if (query.Log.LogUuid is { } log)
        {
            return [Error(Errors.NoContainerLog(log, run.Value))];
        }

        if (query.Failed)
        {
            ErrorDescription none = Errors.NoLog(steps[0]);
            return [new CmdletOutput.Warning($"{none.Message} {none.Advice}")];
        }

        return [new CmdletOutput.Warning($"Run {run} of {repository} has no log, because none of its steps has started.")];
    }

    private IEnumerable<CmdletOutput> Announce(Pipeline run)
    {
        _isAnnounced = true;
        return [new CmdletOutput.Information($"{(run.IsCompleted ? "Log" : "Following the log")} of run {Errors.RunText(run)}")];
    }

    private IEnumerable<CmdletOutput> LineOf(RunEvent.LogLine log)
    {
        steps?.Begin(log.Step);
        return [Lines([log.Line])];
    }

    private IEnumerable<CmdletOutput> Ended(PipelineStep step)
    {
        steps?.Ended(step);
        return [];
    }

    private List<CmdletOutput> End(RunOutcome outcome, PipelineId run, BitbucketSession session)
    {
        var outputs = new List<CmdletOutput>();
        if (outcome.Failure is { } e)
        {
            outputs.Add(Error(ErrorDescription.From(e, session, run.ToString())));
        }
        else if (outcome.Steps.Count > 0)
        {
            StepSelector.Select(outcome.Steps, query.Names, run, missing => outputs.Add(Error(missing)));
        }

        if (outcome.Exit is RunExit.Paused or RunExit.Halted)
        {
            outputs.Add(new CmdletOutput.Warning(
                $"Run {run} is {outcome.Run!.Stage ?? "paused"}, so its log ends here for now. {outcome.Run.Url}"));
        }

        return outputs;
    }

    private static string Continues(BitbucketApiException e) => $"{e.Message} The log is read again soon.";

    private CmdletOutput.Objects Lines(IReadOnlyList<string> lines)
    {
        string[] safe = new string[lines.Count];
        for (int i = 0; i < safe.Length; i++)
        {
            safe[i] = LogSanitizer.Safe(lines[i], host);
        }

        return new(safe);
    }

    private static CmdletOutput.Warning SplitLine() => new(
        $"A line of the log is longer than {LineSplitter.LongestLine:N0} characters and is returned in pieces of that length. Use -OutFile "
            + "to save the log unchanged.");

    private static CmdletOutput.Error Error(ErrorDescription error) => new(error);
}
