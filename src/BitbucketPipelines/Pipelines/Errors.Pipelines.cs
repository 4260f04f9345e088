using System.Globalization;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <content>The errors of runs, their steps and their logs.</content>
internal static partial class Errors
{
    /// <summary>The maximum number of failed steps in a message. Only parallel steps can fail together.</summary>
    private const int MaxFailedSteps = 3;

    public static ErrorDescription InvalidPipelineId(string text) => new(
        ErrorId.InvalidPipelineId, text, $"'{text}' is not a valid run.",
        $"{(HasWildcards(text) ? "Wildcards are not allowed here. " : "")}Specify a build number (42 or #42), latest, a uuid, the URL of "
            + "the run's page, or a run from Get-BbPipeline, which finds the runs of a branch with -Branch.");

    /// <summary>The end of a time range is before its beginning; null if it is not.</summary>
    public static ErrorDescription? RangeReversed(DateTimeOffset? since, DateTimeOffset? until) => since > until
        ? InvalidArgument(
            ErrorId.InvalidArgument, $"-Since ({Display.Value(since)}) is after -Until ({Display.Value(until)}).",
            "Specify the earlier time in -Since. Of two ages, that is the longer one: -Since 60d -Until 30d")
        : null;

    /// <summary>An execution of a schedule that started no run was piped in as a run.</summary>
    public static ErrorDescription NoRunInExecution(string schedule, string? error) => new(
        ErrorId.InvalidPipelineId, schedule,
        $"An execution of schedule {schedule} has no run: none was started.{(error is null ? "" : $" {error}")}",
        "Omit such executions: Get-BbScheduleExecution -Executed");

    /// <summary>There is no run that could be the newest.</summary>
    public static ErrorDescription NoRun(RepositoryId repository, string[]? branches) => new(
        ErrorId.PipelineNotFound, repository.ToString(),
        $"{repository} has no run{(branches is null ? "" : $" of {string.Join(", ", branches)}")}.",
        branches is null
            ? $"Start one: Invoke-BbPipeline -Repository {repository}"
            : $"Check the spelling: names of branches are case-sensitive. See the runs: Get-BbPipeline -Repository {repository}");

    /// <summary>A run in words: number, repository, branch or tag, and state.</summary>
    public static string RunText(Pipeline run)
    {
        string? reference = run.Branch ?? run.Tag ?? (run.PullRequest is { } number ? $"pull request {number}" : null);
        return $"{run} of {run.Workspace}/{run.Repository} ({(reference is null ? "" : reference + ", ")}"
            + $"{run.Result ?? run.Stage ?? run.State ?? "unknown"}). {run.Url}".TrimEnd();
    }

    /// <summary>All invalid variables of a call in one error. No request was sent.</summary>
    public static ErrorDescription InvalidVariables(IReadOnlyCollection<string> problems, bool isRun = true) => new(
        ErrorId.InvalidVariable, null, string.Join(" ", problems),
        isRun ? "No run was started. Correct the variables and try again." : "No variable was set. Correct the values and try again.");

    public static ErrorDescription NoSuchStep(string step, string pipeline, IReadOnlyList<PipelineStep> steps) => new(
        ErrorId.StepNotFound, step, $"Run {pipeline} has no step '{step}'.",
        steps.Count == 0
            ? "The run has no steps yet."
            : Suggestion.Text(
                step, steps, s => s.DisplayName, s => $"{s.Position} '{s.DisplayName}'", "Specify one of its steps")
                + " Wildcards are allowed.");

    public static ErrorDescription NoLog(PipelineStep step) => new(
        ErrorId.LogNotAvailable, step,
        $"Step '{step.DisplayName}' of run {RunName(step.Pipeline)} has no log ({StateText(step.State, step.Result ?? step.Stage)}).",
        step.Result == PipelineStates.NotRun ? "The step was never started."
            : step.IsCompleted
            ? "The step ended without writing a log"
                + $"{(step.Error is { Length: > 0 } why ? $": {why}" : ". The page of the run may say why")}."
            : "The step has not started. Use -Follow to wait for it.");

    public static ErrorDescription NoContainerLog(string log, string pipeline, PipelineStep? step = null) => new(
        ErrorId.LogNotAvailable, log,
        step is null
            ? $"Run {RunName(pipeline)} has no container log {log}."
            : $"Step '{step.DisplayName}' of run {RunName(pipeline)} has no container log {log}.",
        "Copy the uuid of the service container from the URL of its tab on the step's web page.");

    public static ErrorDescription CannotRunAgain(Pipeline run) => new(
        ErrorId.UnsupportedTarget, run,
        $"The target of run {run} ({run.Target?.Type ?? "unknown"}) cannot be started through the API.",
        "Start a run with -Branch, -Tag, -Commit or -PullRequest.");

    public static ErrorDescription NoTarget(RepositoryId repository) => new(
        ErrorId.UnsupportedTarget, repository.ToString(),
        "The branch, the tag, the commit and the pull request of the piped object are empty, so it does not specify what to run.",
        "Fill in one of them, or specify -Branch, -Tag, -Commit or -PullRequest.");

    /// <summary>An object that is piped to Invoke-BbPipeline is about a run, and does not say all of what was run.</summary>
    public static ErrorDescription OnlyRunNamed(string run, RepositoryId repository) => new(
        ErrorId.UnsupportedTarget, run,
        $"The piped object is about run {RunName(run.TrimStart('#'))} of {repository}, but does not specify all of what was run.",
        $"To run the same again: Get-BbPipeline {Argument(run.TrimStart('#'))} -Repository {Argument(repository.ToString())} "
            + "| Invoke-BbPipeline. Otherwise specify -Branch, -Tag, -Commit, -PullRequest or -Custom.");

    private static ErrorDescription CannotStart(RepositoryId repository, string message) => new(
        ErrorId.CannotStart, repository.ToString(), message, "Specify a branch, tag or commit.");

    /// <summary>The run does not exist.</summary>
    /// <param name="e">The response.</param>
    /// <param name="run">The build number or uuid.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="latest">The build number of the latest run; 0 when there is no run, null when it is unknown.</param>
    public static ErrorDescription RunNotFound(BitbucketApiException e, string run, RepositoryId repository, long? latest) => new(
        e, ErrorId.NotFound, run, $"{repository} has no run {RunName(run)}. {e.Message}",
        latest == 0
            ? "The repository has no runs yet."
            : $"{(latest is null ? "Check the number." : $"The latest run is #{latest}.")} To list runs: "
                + $"Get-BbPipeline -Repository {Argument(repository.ToString())} -First 5");

    /// <summary>A run could not be started. Known messages of the server are converted to more specific errors.</summary>
    public static ErrorDescription? NotStarted(
        Exception thrown, BitbucketClient client, BitbucketSession session, RepositoryId repository, PipelineTarget target,
        OnDemandYaml? yaml = null)
    {
        if (thrown is not BitbucketApiException e)
        {
            return null;
        }

        if (IsOutOfTime(client, e))
        {
            return NotStartedInTime(e, repository);
        }

        string text = $"{e.ServerMessage} {e.Detail}";
        (ErrorId? id, string advice) = text switch
        {
            _ when Has(text, "Requested selector is not found") =>
                (ErrorId.PipelineDefinitionNotFound, SelectorAdvice(target, null)),
            _ when Has(text, "last reference for branch") =>
                (ErrorId.BranchNotFound, BranchAdvice(target.RefName ?? target.Source ?? "", null)),
            _ when Has(text, "last reference for tag") => (ErrorId.TagNotFound, TagAdvice(target.RefName ?? "", null)),
            _ => (null, ""),
        };
        var failed = ErrorDescription.From(e, session, repository.ToString());
        failed = e.Kind == ApiErrorKind.AnswerLost
            ? failed with
            {
                Advice = $"The run may exist. Check this before you start it again: Get-BbPipeline -Repository {repository} -First 5",
            }
            : id is null ? failed
            : failed with { Id = id, Message = $"No run was started in {repository}. {e.Message}", Advice = advice };
        return yaml is null ? failed : NotStartedOnDemand(failed, e, yaml, target);
    }

    /// <summary>The branch does not exist. Found without starting a run, as with -WhatIf.</summary>
    public static ErrorDescription BranchNotFound(string branch, RepositoryId repository, RefNames? existing) => new(
        ErrorId.BranchNotFound, repository.ToString(),
        $"No run can be started in {repository}: it has no branch '{branch}'.", BranchAdvice(branch, existing));

    /// <summary>The tag does not exist. Found without starting a run, as with -WhatIf.</summary>
    public static ErrorDescription TagNotFound(string tag, RepositoryId repository, RefNames? existing) => new(
        ErrorId.TagNotFound, repository.ToString(),
        $"No run can be started in {repository}: it has no tag '{tag}'.", TagAdvice(tag, existing));

    /// <summary>The custom pipeline does not exist. Found without starting a run, as with -WhatIf.</summary>
    public static ErrorDescription CustomPipelineNotFound(
        string custom, string where, RepositoryId repository, IReadOnlyList<string> all) => new(
        ErrorId.PipelineDefinitionNotFound, repository.ToString(),
        $"No run can be started in {repository}: bitbucket-pipelines.yml on {where} has no pipeline '{custom}' under 'custom:'.",
        $"{NoWildcards(custom)}{Suggestion.Text(custom, all)} Names are case-sensitive.");

    /// <summary>A filter names a branch that does not exist, and nothing matches it.</summary>
    public static ErrorDescription NoRunOfBranch(string branch, RepositoryId repository, RefNames? existing) => new(
        ErrorId.BranchNotFound, branch, $"Nothing matches the filter: {repository} has no branch '{branch}'.",
        BranchAdvice(branch, existing));

    /// <summary>A filter names a tag that does not exist, and nothing matches it.</summary>
    public static ErrorDescription NoRunOfTag(string tag, RepositoryId repository, RefNames? existing) => new(
        ErrorId.TagNotFound, tag, $"Nothing matches the filter: {repository} has no tag '{tag}'.", TagAdvice(tag, existing));

    /// <summary>A filter names a custom pipeline that does not exist, and nothing matches it.</summary>
    public static ErrorDescription NoRunOfCustomPipeline(
        string custom, string where, RepositoryId repository, IReadOnlyList<string> all) => new(
        ErrorId.PipelineDefinitionNotFound, custom,
        $"Nothing matches the filter: bitbucket-pipelines.yml on {where} of {repository} has no pipeline '{custom}' under 'custom:'.",
        $"{Suggestion.Text(custom, all)} Names are case-sensitive.");

    /// <summary>The branch, tag, commit or pull request to run could not be determined.</summary>
    public static ErrorDescription? TargetNotResolved(
        Exception thrown, BitbucketClient client, RepositoryId repository, RunTarget target) => thrown switch
    {
        BitbucketApiException { StatusCode: 404 } e when target.PullRequest is { } id => PullRequestNotFound(e, id, repository),
        BitbucketApiException { StatusCode: 404 } when target.Commit is { } commit => CommitNotFound(thrown, commit, repository),
        BitbucketApiException e when IsOutOfTime(client, e) => NotStartedInTime(e, repository),
        RunTargetException => CannotStart(repository, thrown.Message),
        _ => null,
    };

    /// <summary>Whether a request failed at the time limit of the call. Timers can end slightly early.</summary>
    private static bool IsOutOfTime(BitbucketClient client, BitbucketApiException e) =>
        e.Kind == ApiErrorKind.Timeout && client.Deadline.Left <= TimeSpan.FromMilliseconds(20);

    /// <summary>The time limit was reached before the request that starts the run was sent.</summary>
    private static ErrorDescription NotStartedInTime(BitbucketApiException e, RepositoryId repository) => new(
        e, ErrorId.PipelineTimeout, repository.ToString(),
        $"No run was started in {repository} within the time of -TimeoutSec. {e.Message}",
        "Increase -TimeoutSec. If that does not help, check the network and https://bitbucket.status.atlassian.com.");

    public static ErrorDescription? CommitNotFound(Exception e, string commit, RepositoryId repository) =>
        e is not BitbucketApiException { StatusCode: 404 } ? null : new(
        e, ErrorId.CommitNotFound, commit, $"Commit '{commit}' was not found in {repository}. {e.Message}",
        "Check the hash, and whether the commit is pushed. Bitbucket also answers this if the credentials have no access to the "
            + "repository.");

    public static ErrorDescription PullRequestNotFound(BitbucketApiException e, int id, RepositoryId repository) => new(
        e, ErrorId.PullRequestNotFound, "#" + id, $"Pull request #{id} was not found in {repository}. {e.Message}",
        "Check the number. Bitbucket also answers this if the credentials have no access to the repository.");

    public static ErrorDescription AlreadyCompleted(BitbucketApiException e, string run, RepositoryId repository) => new(
        e, ErrorId.PipelineAlreadyCompleted, run, $"Run {run} of {repository} has already ended. {e.Message}",
        "No action is necessary: there is nothing to stop.");

    /// <summary>The run has ended. Found without a request to stop it, as with -WhatIf.</summary>
    public static ErrorDescription AlreadyCompleted(string run, RepositoryId repository) => new(
        ErrorId.PipelineAlreadyCompleted, run, $"Run {run} of {repository} has already ended.",
        "No action is necessary: there is nothing to stop.");

    /// <summary>A run that was not stopped, because it could not be read whether it deploys.</summary>
    public static ErrorDescription DeploymentUnknown(BitbucketApiException e, Pipeline run, BitbucketSession session)
    {
        ErrorDescription error = ErrorDescription.From(e, session, run);
        return error with
        {
            Message = $"Run {run} of {run.Workspace}/{run.Repository} was not stopped: it could not be read whether it deploys. "
                + error.Message,
            Advice = $"{error.Advice} To stop it even if it deploys, add -IncludeDeployment.".TrimStart(),
        };
    }

    public static ErrorDescription StopIgnored(Pipeline run) => new(
        ErrorId.StopIgnored, run,
        $"Run {run} of {run.Workspace}/{run.Repository} is paused on a manual step; Bitbucket accepted the request to "
            + "stop it, but did not stop it.",
        $"Stop it on its page: {run.Url}");

    /// <summary>
    /// A run that failed, was stopped or expired: the run, the failed steps, the failed tests and the address, on one line, because
    /// PowerShell 7 joins the lines of a message where a script failed. The end of the log is written to the host.
    /// </summary>
    public static ErrorDescription PipelineFailed(FailureReport report)
    {
        Pipeline run = report.Run;
        string text = $"Run {run} of {run.Workspace}/{run.Repository} ended {run.Result ?? "without a result"}{Because(run.Error)}.";
        string[] steps = [.. report.Failed.Take(MaxFailedSteps).Select(failed =>
            $"{(failed == report.Failed[0] ? "Step" : "step")} '{failed.Step.DisplayName}' ended {failed.Step.Result}"
                + CiLogWriter.In(failed.Step.Duration) + Because(failed.Step.Error)
                + (failed.Tests is { } tests ? $", {TestText(tests)}" : ""))];
        text += steps.Length == 0 ? "" : $" {string.Join("; ", steps)}{MoreSteps(report)}.";
        string arguments = $"{run.BuildNumber} -Repository {Argument($"{run.Workspace}/{run.Repository}")}";
        bool hasTests = report.Failed.Any(f => f.Tests is not null);
        // What could not be read belongs to the advice: it is why one may want to read it again.
        string lacks = string.Concat(report.Lacks.Select(lack => lack + " "));
        return new(
            ErrorId.PipelineFailed, run, LogSanitizer.Message($"{text} {run.Url}".TrimEnd()),
            report.Failed.Count == 0 && IsDefinitionMissing(run.Error ?? "")
            ? $"{lacks}The pipeline file defines no pipeline for {run.Target}: add 'default:' or a pattern that matches under 'branches:', "
                + "or choose a pipeline with -Custom."
            : $"{lacks}Read the log: Get-BbStepLog {arguments} "
                + $"-Failed{(hasTests ? $", or the output of the failed tests: Get-BbTestCaseReason {arguments}" : "")}");
    }

    /// <summary>The same for the annotation of a build, which has little room: step, result, duration, tests and address.</summary>
    public static string FailureAnnotation(FailureReport report)
    {
        Pipeline run = report.Run;
        string[] steps = [.. report.Failed.Take(MaxFailedSteps).Select(failed =>
            $"{failed.Step.DisplayName} {failed.Step.Result}{CiLogWriter.In(failed.Step.Duration)}"
                + (failed.Tests is { } tests ? $": {TestText(tests)}" : Because(failed.Step.Error ?? run.Error)))];
        string text = steps.Length > 0
            ? $"{run.Repository} {run} {string.Join("; ", steps)}{MoreSteps(report)}."
            : $"Run {run} of {run.Workspace}/{run.Repository} ended "
                + $"{run.Result ?? "without a result"}{CiLogWriter.In(run.Duration)}{Because(run.Error)}.";
        return $"{text} {run.Url}".TrimEnd();
    }

    private static string MoreSteps(FailureReport report) =>
        report.Failed.Count > MaxFailedSteps ? $"; and {report.Failed.Count - MaxFailedSteps} more" : "";

    private static string Because(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? "" : ": " + LogSanitizer.OneLine(reason!).Trim().TrimEnd('.');

    public static ErrorDescription PipelineResultUnknown(Pipeline run) => new(
        ErrorId.PipelineResultUnknown, run,
        $"Run {run} of {run.Workspace}/{run.Repository} has ended without a result, so it is not known whether it succeeded. "
            + $"{run.Url}",
        $"Read the run again: Get-BbPipeline {run.BuildNumber} -Repository {Argument($"{run.Workspace}/{run.Repository}")}");

    public static ErrorDescription PipelinePaused(Pipeline run, PipelineStep? step) => new(
        ErrorId.PipelinePaused, run, PausedText(run, step),
        $"A person can start it on its page: {run.Url} There is no documented operation for it; Resume-BbPipeline {run.BuildNumber} "
            + $"-Repository {Argument($"{run.Workspace}/{run.Repository}")} -Undocumented starts it without one. To wait for a person, use "
            + "-OnPause Wait; if a run that waits is no error, use -OnPause Return.");

    public static string PausedText(Pipeline run, PipelineStep? step) =>
        $"Run {run} of {run.Workspace}/{run.Repository} waits for a person to start "
            + $"{(step is null ? "a manual step" : $"the manual step '{LogSanitizer.OneLine(step.DisplayName)}'")}. {run.Url}";

    public static ErrorDescription PipelineHalted(Pipeline run, PipelineStep? step) => new(
        ErrorId.PipelineHalted, run,
        $"Run {run} of {run.Workspace}/{run.Repository} is "
            + $"halted{(run.Error is { } why ? $": {why}" : step?.Error is { } error ? $": {error}" : "")}. Bitbucket will not continue it "
            + "automatically.",
        $"Usually the workspace has no build minutes left. See the page of the run: {run.Url}");

    /// <summary>
    /// The run did not end in time. <paramref name="seen"/> is its last known state, <paramref name="now"/> its state after the request to
    /// stop it, and <paramref name="failure"/> the reason why the state could not be read again. A run that waits for a person ends
    /// neither by itself nor by a request to stop it, so <paramref name="needsPerson"/> leads to its page.
    /// </summary>
    public static ErrorDescription PipelineTimeout(
        WatchedRun watched, Pipeline? seen, Pipeline? now, double seconds, string? stopped, BitbucketApiException? failure,
        bool needsPerson = false)
    {
        string run = seen?.ToString() ?? RunName(watched.Pipeline);
        string number = seen is { BuildNumber: > 0 } ? seen.BuildNumber.ToString(CultureInfo.InvariantCulture) : watched.Pipeline;
        string arguments = $"{Argument(number)} -Repository {Argument(watched.Repository.ToString())}";
        string page = now?.Url is { } url ? $" ({url})" : "";
        return new(
            ErrorId.PipelineTimeout, (object?)now ?? run,
            $"Run {run} of {watched.Repository} did not end within {Counted.Seconds(seconds)}"
                + $"{(seen is null ? "" : $"; it was {StateText(seen.State, seen.Stage ?? seen.Result)}")}."
                + (failure is null ? "" : $" Its state could not be read{(seen is null ? "" : " again")}: {failure.Message}")
                + (stopped is null ? "" : " " + stopped),
            seen is null && stopped is null
                ? $"{(failure is null ? "" : RequestFailure.Describe(failure, null).Advice + " ")}See its state: Get-BbPipeline {arguments}"
                : needsPerson
                ? $"The run waits for a person. Start the step, or stop the run, on its page{page}. Then wait for its end: "
                    + $"Wait-BbPipeline {arguments}"
                : stopped is null
                ? $"The run continues{page}. Wait for it: Wait-BbPipeline {arguments}, or stop it: Stop-BbPipeline {arguments}"
                : now is { IsCompleted: true } ? $"See its state{page}: Get-BbPipeline {arguments}"
                : $"See its state{page}: Get-BbPipeline {arguments}, or stop it again: Stop-BbPipeline {arguments}");
    }

    /// <summary>A log that was followed is incomplete: its end, or all of it, is missing.</summary>
    public static ErrorDescription LogIncomplete(PipelineStep step, long lines, BitbucketApiException? why) => new(
        ErrorId.LogIncomplete, step,
        $"The log of step '{step.DisplayName}' of run {RunName(step.Pipeline)} is not complete: "
            + $"{(lines == 0 ? "none of its lines were shown"
                : lines == 1 ? "only its first line was shown" : $"only its first {Counted.Were(lines, "line")} shown")}. "
            + $"{why?.Message ?? "The rest did not arrive in time."}",
        $"Read it again: Get-BbStepLog {Argument(step.Pipeline)} {(step.Position > 0 ? $"{step.Position}" : Argument(step.Uuid ?? ""))} "
            + $"-Repository {Argument($"{step.Workspace}/{step.Repository}")}");

    /// <summary>The logs of a run could not be followed, because its steps could not be read.</summary>
    public static ErrorDescription LogIncomplete(Pipeline run, BitbucketApiException why) => new(
        ErrorId.LogIncomplete, run,
        $"The log of run {run} could not be followed: its steps could not be read. {why.Message}",
        $"Read it again: Get-BbStepLog {run.BuildNumber} -Repository {Argument($"{run.Workspace}/{run.Repository}")}");

    /// <summary>A log that is too large for a string.</summary>
    /// <param name="step">The step.</param>
    /// <param name="most">The maximum size for -Raw in bytes.</param>
    /// <param name="length">The size of the log in bytes; null when it is unknown.</param>
    public static ErrorDescription LogTooLarge(PipelineStep step, long most, long? length) => new(
        ErrorId.LogTooLarge, step,
        $"The log of step '{step.DisplayName}' of run {RunName(step.Pipeline)} "
            + (length is { } size
                ? $"has {Display.Size(size)}. -Raw returns a log as one string, of {Display.Size(most)} at most."
                : $"has more than {Display.Size(most)}. -Raw returns a log as one string, of no more than that."),
        "Save it to a file with -OutFile, or remove -Raw to get it line by line.");

    /// <summary>The advice for an unknown branch.</summary>
    /// <param name="branch">The name that does not exist.</param>
    /// <param name="existing">What exists; null when it is unknown.</param>
    public static string BranchAdvice(string branch, RefNames? existing) => RefAdvice(
        branch, "refs/heads/", "Names are case-sensitive.", existing, "The branches are",
        existing?.MainBranch is { } main ? $" The main branch is '{main}'." : "");

    /// <summary>The advice for an unknown tag.</summary>
    /// <param name="tag">The name that does not exist.</param>
    /// <param name="existing">What exists; null when it is unknown.</param>
    public static string TagAdvice(string tag, RefNames? existing) => RefAdvice(
        tag, "refs/tags/", "Names are case-sensitive, and a tag has to be pushed.", existing, "The tags are", "");

    /// <summary>The advice for a pipeline that the file does not define.</summary>
    /// <param name="target">The target of the run.</param>
    /// <param name="existing">The custom pipelines of the file; null when they are unknown.</param>
    public static string SelectorAdvice(PipelineTarget target, IReadOnlyList<string>? existing)
    {
        string text = $"bitbucket-pipelines.yml at {RefText(target)} defines no pipeline {SelectorText(target)}.";
        return existing is null
            ? $"{text} Check the spelling: names are case-sensitive, and the file is read from that branch, tag or commit."
            : target.Selector is { Type: PipelineSelector.CustomType, Pattern: { } custom }
            ? $"{text} {NoWildcards(custom)}{Suggestion.Text(custom, existing)} Names are case-sensitive."
            : $"{text} {Suggestion.Text("", existing, "With -Custom you can run")}";
    }

    private static string RefAdvice(string name, string prefix, string rules, RefNames? existing, string label, string main)
    {
        // Build systems often pass full references; Bitbucket expects the name.
        if (name.StartsWith(prefix, StringComparison.Ordinal))
        {
            return $"Specify only the name: '{name.Substring(prefix.Length)}'.";
        }

        string names = existing is null ? ""
            : Suggestion.Text(name, [existing.MainBranch, .. existing.Names], label, existing.Total);
        return $"{NoWildcards(name)}{(names.Length > 0 ? names : $"Check the spelling of '{name}'.")}{main} {rules}";
    }

    /// <summary>Says that wildcards are not allowed, if a name that does not exist has some; otherwise empty.</summary>
    public static string NoWildcards(string name) =>
        HasWildcards(name) ? "Wildcards are not allowed here: specify one name. " : "";

    /// <summary>Whether a name that does not exist may be meant as a pattern. The question mark of an address is no wildcard.</summary>
    private static bool HasWildcards(string name) =>
        name.IndexOfAny(['*', '?', '[']) >= 0 && name.IndexOf("://", StringComparison.Ordinal) < 0;

    private static string RefText(PipelineTarget target) => target.Type switch
    {
        PipelineTarget.PullRequestType => $"branch {target.Source}",
        PipelineTarget.CommitType => $"commit {target.Commit?.Hash}",
        _ => $"{(target.IsTag ? "tag" : "branch")} {target.RefName}",
    };

    private static string SelectorText(PipelineTarget target) => target.Selector switch
    {
        { Type: PipelineSelector.CustomType } custom => $"'{custom.Pattern}' under 'custom:'",
        { } other => $"for '{other}'",
        null => "for it",
    };

    private static string StateText(string? state, string? more) => more is null ? state ?? "unknown" : $"{state} ({more})";

    /// <summary>The text as one argument of a PowerShell command.</summary>
    private static string Argument(string text) =>
        text.All(c => char.IsLetterOrDigit(c) || c is '/' or '-' or '_' or '.') ? text : $"'{text.Replace("'", "''")}'";

    private static string RunName(string pipeline) => pipeline.StartsWith("{", StringComparison.Ordinal) ? pipeline : "#" + pipeline;
}
