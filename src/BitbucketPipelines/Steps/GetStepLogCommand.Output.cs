using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Commands;

/// <content>What the user sees: lines, what happens to a followed run, and which logs there are none of.</content>
public sealed partial class GetStepLogCommand
{
    /// <summary>Shows what happened to a run that is followed.</summary>
    private void Show(RunEvent e, PipelineId run)
    {
        switch (e)
        {
            case RunEvent.LogLine log:
                WriteLines([log.Line]);
                break;
            case RunEvent.LineSplit:
                WarnOfLongLine();
                break;
            case RunEvent.StepLogIncomplete log:
                WriteError(ErrorRecords.LogIncomplete(log.Step, log.Lines, log.Failure));
                break;
            case RunEvent.RunLogIncomplete log:
                WriteError(ErrorRecords.LogIncomplete(log.Run, log.Failure));
                break;
            case RunEvent.RequestFailed { Failure: { IsRefusal: true } refusal }:
                // It is looked again soon, and then told for good or over.
                WriteVerbose(FollowedOn(refusal));
                break;
            case RunEvent.RequestFailed failed:
                // Nothing else would tell why no line comes.
                WriteWarning(FollowedOn(failed.Failure));
                break;
            case RunEvent.Ended { Outcome: var outcome }:
                ShowEnd(outcome, run);
                break;
        }
    }

    private static string FollowedOn(BitbucketApiException e) => $"{e.Message} The log is followed on.";

    private void ShowEnd(RunOutcome outcome, PipelineId run)
    {
        if (outcome.Failure is { } e)
        {
            WriteError(ErrorDescription.From(e, CurrentSession, run.ToString()));
        }
        else if (Step is not null && outcome.Steps.Count > 0)
        {
            Select(outcome.Steps, run);
        }

        if (outcome.Exit is RunExit.Paused or RunExit.Halted)
        {
            WriteWarning($"Run {run} is {outcome.Run!.Stage ?? "paused"}; its log ends here for now. {outcome.Run.Url}");
        }
    }

    private void WriteLines(IEnumerable<string> lines)
    {
        CiHost host = LogSanitizer.Host;
        foreach (string line in lines)
        {
            WriteObject(LogSanitizer.Safe(line, host));
        }
    }

    private void WarnOfLongLine() => WriteWarning(
        $"A line of the log is longer than {LineSplitter.LongestLine:N0} characters, and is given in pieces of that length. -OutFile "
            + "saves the log as it is.");

    /// <summary>
    /// Tells which steps have no log. Who asks for a step wants to hear that; in the logs of a run it is simply left out.
    /// </summary>
    private void WriteNoLog(IEnumerable<PipelineStep> steps)
    {
        foreach (PipelineStep step in steps)
        {
            if (!IsStepAsked)
            {
                WriteVerbose(ErrorRecords.NoLog(step).Message);
            }
            else
            {
                WriteError(LogUuid is null ? ErrorRecords.NoLog(step) : ErrorRecords.NoContainerLog(LogUuid, step.Pipeline, step));
            }
        }
    }

    /// <summary>Nothing at all, though no step was asked for by name, is worth a word.</summary>
    private void WriteNoLog(RepositoryId repository, PipelineId run, IReadOnlyList<PipelineStep> wanted)
    {
        if (Failed && wanted.Count == 0)
        {
            WriteVerbose($"Run {run} of {repository} has no failed step.");
        }
        else if (Failed && LogUuid is null)
        {
            ErrorDescription none = ErrorRecords.NoLog(wanted[0]);
            WriteWarning($"{none.Message} {none.Advice}");
        }
        else if (LogUuid is null)
        {
            WriteWarning($"Run {run} of {repository} has no log: none of its steps has begun.");
        }
        else
        {
            WriteError(ErrorRecords.NoContainerLog(LogUuid, run.Value));
        }
    }
}
