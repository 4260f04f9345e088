using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>The errors of the module and their words; docs/errors.md lists them.</summary>
internal static partial class ErrorRecords
{
    public static ErrorDescription NotConnected(bool connecting = false) => new(
        ErrorId.NotConnected, null, "There is no session, and the environment holds no credentials.",
        (connecting ? "Give -Credential, -AccessToken or -ClientCredential" : "Run Connect-BbWorkspace")
            + ", or set BITBUCKET_WORKSPACE with BITBUCKET_EMAIL and BITBUCKET_API_TOKEN, BITBUCKET_ACCESS_TOKEN, or BITBUCKET_CLIENT_ID "
            + "and BITBUCKET_CLIENT_SECRET.");

    /// <param name="hint">What is known of a git remote that does not tell.</param>
    public static ErrorDescription NoRepository(string? hint = null) => new(
        ErrorId.NoRepository, null, $"No repository was specified. {hint}".TrimEnd(),
        "Give -Repository as 'workspace/slug' (or -Workspace and -Repository), or name them in Connect-BbWorkspace or in "
            + "BITBUCKET_WORKSPACE and BITBUCKET_REPO_SLUG.");

    /// <param name="hint">What is known of a git remote that does not tell.</param>
    public static ErrorDescription NoWorkspace(string? hint = null) => new(
        ErrorId.NoWorkspace, null, $"No workspace was specified. {hint}".TrimEnd(),
        "Give -Workspace, or name it in Connect-BbWorkspace or in BITBUCKET_WORKSPACE.");

    /// <summary>Two workspaces are named, and only one can be meant.</summary>
    public static ErrorDescription OtherWorkspace(string message, string advice, object? target) => new(
        ErrorId.OtherWorkspace, target, $"{message} Nothing was sent.", advice);

    /// <summary>A macro that a build system should have replaced. Its text is no secret.</summary>
    public static ErrorDescription UnexpandedMacro(string what, string macro) => new(
        ErrorId.UnexpandedMacro, macro,
        $"The value of {what} is or holds '{macro}', which the build system should have replaced.",
        "See that a variable of this name exists in this build. "
        + "Azure DevOps passes a secret only where it is mapped under env: of the step.");

    /// <summary>The address is not repeated: it may hold a password.</summary>
    public static ErrorDescription InsecureUri(string name) => new(
        ErrorId.InsecureUri, null,
        $"The address in {name} must be https, or http to a loopback address, and hold no user name or password.",
        "Credentials are never sent without encryption. Give an address such as https://api.bitbucket.org/2.0.");

    public static ErrorDescription InvalidProxy() => new(
        ErrorId.InvalidProxy, null, "The address in -Proxy is not that of a proxy.",
        "Give an address such as http://proxy:8080.");

    public static ErrorDescription EmptySecret() => new(
        ErrorId.EmptySecret, null, "The token or secret is empty.",
        "Give one that is not. In a build, see that the secret variable is passed to this step.");

    public static ErrorDescription InvalidSecret() => new(
        ErrorId.InvalidSecret, null,
        "The token or secret holds a blank, a line break or a character beyond ASCII, as none of Bitbucket's does.",
        "Look where it comes from: more may have been copied than the token.");

    public static ErrorDescription InvalidPipelineId(string text) => new(
        ErrorId.InvalidPipelineId, text, $"'{text}' does not name a run.",
        "Give a build number (42 or #42), a uuid, the address of the run's page, or a run from Get-BbPipeline, which finds those of a "
            + "branch with -Branch.");

    public static ErrorDescription InvalidArgument(ErrorId id, string message, string advice, object? target = null) =>
        new(id, target, message, advice);

    public static ErrorDescription EmptyArgument(string parameter) => new(
        ErrorId.EmptyArgument, null, $"-{parameter} is empty.",
        "Leave it out to use the default. An empty value is refused, since it mostly comes from a variable that is not set.");

    public static ErrorDescription ConfirmationRequired(string question) => new(
        ErrorId.ConfirmationRequired, null,
        $"This asks for confirmation, and nobody can be asked here. {question}",
        "Look at what it would do with -WhatIf, then give -Force or -Confirm:$false.");

    /// <summary>Several offenders in one error: nothing was sent.</summary>
    public static ErrorDescription InvalidVariables(IReadOnlyCollection<string> problems) => new(
        ErrorId.InvalidVariable, null, string.Join(" ", problems),
        "Nothing was started. Correct the variables and try again.");

    public static ErrorDescription NoSuchStep(string wanted, string pipeline, IReadOnlyList<PipelineStep> steps) => new(
        ErrorId.StepNotFound, wanted, $"Run {pipeline} has no step '{wanted}'.",
        steps.Count == 0
            ? "The run has no steps yet."
            : $"Its steps are: {string.Join(", ", steps.Select(s => $"{s.Position} '{s.DisplayName}'"))}. Names take wildcards.");

    public static ErrorDescription NoLog(PipelineStep step) => new(
        ErrorId.LogNotAvailable, step,
        $"Step '{step.DisplayName}' of run {Hash(step.Pipeline)} has no log ({Words(step.State, step.Result ?? step.Stage)}).",
        step.Result == PipelineStates.NotRun ? "The step was never started."
            : step.IsCompleted
            ? $"The step ended without writing one{(step.Error is { Length: > 0 } why ? $": {why}" : ". The page of the run may say why")}."
            : "The step has not begun. Use -Follow to wait for it.");

    public static ErrorDescription NoContainerLog(string log, string pipeline, PipelineStep? step = null) => new(
        ErrorId.LogNotAvailable, log,
        step is null
            ? $"Run {Hash(pipeline)} has no container log {log}."
            : $"Step '{step.DisplayName}' of run {Hash(pipeline)} has no container log {log}.",
        "The uuid of a service container's log is shown in the address of its tab on the step's web page.");

    public static ErrorDescription CannotRunAgain(Pipeline run) => new(
        ErrorId.UnsupportedTarget, run,
        $"Run {run} worked on a target ({run.Target?.Type ?? "unknown"}) that cannot be started through the API.",
        "Start a run with -Branch, -Tag, -Commit or -PullRequest.");

    private static ErrorDescription CannotStart(RepositoryId repository, string message) => new(
        ErrorId.CannotStart, repository.ToString(), message, "Name a branch, tag or commit.");

    /// <summary>What was asked for cannot be started; the server's own words, made specific where they can be.</summary>
    public static ErrorDescription? NotStarted(
        Exception thrown, BitbucketClient client, BitbucketSession session, RepositoryId repository, PipelineTarget target)
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
                (ErrorId.PipelineDefinitionNotFound,
                $"bitbucket-pipelines.yml at {On(target)} defines no pipeline {Quoted(target)}. Names are case-sensitive, and the file is "
                    + "read from that branch, tag or commit."),
            _ when Has(text, "last reference for branch") =>
                (ErrorId.BranchNotFound, RefAdvice(target, "refs/heads/", "names are case-sensitive")),
            _ when Has(text, "last reference for tag") =>
                (ErrorId.TagNotFound, RefAdvice(target, "refs/tags/", "names are case-sensitive, and a tag has to be pushed")),
            _ => (null, ""),
        };
        var failed = ErrorDescription.From(e, session, repository.ToString());
        return e.Kind == ApiErrorKind.AnswerLost
            ? failed with
            {
                Advice = $"The run may exist. Look before you start it again: Get-BbPipeline -Repository {repository} -First 5",
            }
            : id is null ? failed
            : failed with { Id = id, Message = $"No run was started in {repository}. {e.Message}", Advice = advice };
    }

    /// <summary>Found out without asking for a run, as under -WhatIf.</summary>
    public static ErrorDescription BranchNotFound(string branch, RepositoryId repository) => new(
        ErrorId.BranchNotFound, repository.ToString(),
        $"No run can be started in {repository}: it has no branch '{branch}'.",
        branch.StartsWith("refs/heads/", StringComparison.Ordinal)
            ? $"Give the name alone: '{branch.Substring("refs/heads/".Length)}'."
            : $"Look at the spelling of '{branch}': names are case-sensitive.");

    /// <summary>Found out without asking for a run, as under -WhatIf.</summary>
    public static ErrorDescription CustomPipelineNotFound(
        string custom, string branch, RepositoryId repository, IReadOnlyList<string> all) => new(
        ErrorId.PipelineDefinitionNotFound, repository.ToString(),
        $"No run can be started in {repository}: bitbucket-pipelines.yml on branch '{branch}' has no pipeline '{custom}' under 'custom:'.",
        $"It has: {string.Join(", ", all)}. Names are case-sensitive.");

    /// <summary>It could not be found out what is to be run.</summary>
    public static ErrorDescription? TargetNotResolved(
        Exception thrown, BitbucketClient client, RepositoryId repository, RunTarget wanted) => thrown switch
    {
        BitbucketApiException { StatusCode: 404 } e when wanted.PullRequest is { } id => PullRequestNotFound(e, id, repository),
        BitbucketApiException { StatusCode: 404 } when wanted.Commit is { } commit => CommitNotFound(thrown, commit, repository),
        BitbucketApiException e when IsOutOfTime(client, e) => NotStartedInTime(e, repository),
        RunTargetException => CannotStart(repository, thrown.Message),
        _ => null,
    };

    /// <summary>Whether a request failed at the time limit of the call. Timers can end slightly early.</summary>
    private static bool IsOutOfTime(BitbucketClient client, BitbucketApiException e) =>
        e.Kind == ApiErrorKind.Timeout && client.Deadline.Left <= TimeSpan.FromMilliseconds(20);

    /// <summary>Nothing was sent that could have started a run.</summary>
    private static ErrorDescription NotStartedInTime(BitbucketApiException e, RepositoryId repository) => new(
        e, ErrorId.PipelineTimeout, repository.ToString(),
        $"No run was started in {repository} within the time of -TimeoutSec. {e.Message}",
        "Give it more time with -TimeoutSec; if that does not help, check the network and https://bitbucket.status.atlassian.com.");

    public static ErrorDescription? CommitNotFound(Exception e, string commit, RepositoryId repository) =>
        e is not BitbucketApiException { StatusCode: 404 } ? null : new(
        e, ErrorId.CommitNotFound, commit, $"Commit '{commit}' was not found in {repository}. {e.Message}",
        "Check the hash, and whether it is pushed; Bitbucket also says this of repositories that the credentials may not see.");

    private static ErrorDescription PullRequestNotFound(BitbucketApiException e, int id, RepositoryId repository) => new(
        e, ErrorId.PullRequestNotFound, "#" + id, $"Pull request #{id} was not found in {repository}. {e.Message}",
        "Check the number; Bitbucket also says this of repositories that the credentials may not see.");

    public static ErrorDescription AlreadyCompleted(BitbucketApiException e, string run) => new(
        e, ErrorId.PipelineAlreadyCompleted, run, $"Run {run} has already ended. {e.Message}",
        "There is nothing to stop.");

    public static ErrorDescription StopIgnored(Pipeline run) => new(
        ErrorId.StopIgnored, run,
        $"Run {run} is paused on a manual step; Bitbucket accepted the request to stop it, but did not stop it.",
        $"Stop it on its page: {run.Url}");

    /// <summary>A run that did not end well.</summary>
    public static ErrorDescription PipelineFailed(FailureReport report)
    {
        Pipeline run = report.Run;
        var text =
            new List<string> { $"Run {run} of {run.Workspace}/{run.Repository} ended "
                + $"{run.Result ?? "without a result"}{(run.Error is { } why ? $": {why.TrimEnd('.')}" : "")}." };
        if (report.Step is { } step)
        {
            text.Add($"Step '{LogSanitizer.OneLine(step.DisplayName)}' ended "
                + $"{step.Result}{(step.Error is { } error ? $": {error.TrimEnd('.')}" : "")}.");
        }

        if (report.Tests is { } tests)
        {
            text.Add(TestText(tests));
        }

        if (report.LogTail.Count > 0)
        {
            text.Add("The last lines of its log:");
            // PowerShell 7 puts a message on one line where the command stands in a script; so it still shows where a line begins.
            text.AddRange(report.LogTail.Select(line => "  | " + LogSanitizer.OneLine(line)));
        }

        text.AddRange(report.Lacks);
        text.Add(run.Url ?? "");
        string message = string.Join("\n", text);
        string of = $"{run.BuildNumber} -Repository {run.Workspace}/{run.Repository}";
        return new(
            ErrorId.PipelineFailed, run, message,
            $"Read the log: Get-BbStepLog {of} "
                + $"-Failed{(report.Tests is null ? "" : $", or what the tests said: Get-BbTestCaseReason {of}")}");
    }

    public static ErrorDescription PipelineResultUnknown(Pipeline run) => new(
        ErrorId.PipelineResultUnknown, run,
        $"Run {run} of {run.Workspace}/{run.Repository} has ended, but Bitbucket does not say how: it has no result. It is not known "
            + $"whether it succeeded. {run.Url}",
        $"Look at it again: Get-BbPipeline {run.BuildNumber} -Repository {Word($"{run.Workspace}/{run.Repository}")}");

    public static ErrorDescription PipelinePaused(Pipeline run, PipelineStep? step) => new(
        ErrorId.PipelinePaused, run, PausedText(run, step), $"A person can start it on its page: {run.Url}");

    public static string PausedText(Pipeline run, PipelineStep? step) =>
        $"Run {run} of {run.Workspace}/{run.Repository} waits for a person to start "
            + $"{(step is null ? "a manual step" : $"the manual step '{LogSanitizer.OneLine(step.DisplayName)}'")}. {run.Url}";

    public static ErrorDescription PipelineHalted(Pipeline run, PipelineStep? step) => new(
        ErrorId.PipelineHalted, run,
        $"Run {run} of {run.Workspace}/{run.Repository} is "
            + $"halted{(run.Error is { } why ? $": {why}" : step?.Error is { } error ? $": {error}" : "")}; Bitbucket will not go on with "
            + "it by itself.",
        $"The usual reason is that the workspace has no build minutes left. Look at its page: {run.Url}");

    /// <summary>
    /// The time was up: <paramref name="seen"/> is what the run was then, <paramref name="now"/> what it is since it was asked to stop, and
    /// <paramref name="failure"/> why it could not be looked at lately.
    /// </summary>
    public static ErrorDescription PipelineTimeout(
        string run, Pipeline? seen, Pipeline? now, double seconds, string? stopped, BitbucketApiException? failure) => new(
        ErrorId.PipelineTimeout, (object?)now ?? run,
        $"Run {run} did not end within {seconds:0.##} "
            + $"seconds{(seen is null ? "" : $"; it was {Words(seen.State, seen.Stage ?? seen.Result)}")}."
            + (failure is null ? "" : $" Lately it could not be looked at: {failure.Message}") + (stopped is null ? "" : " " + stopped),
        stopped is null ? $"The run goes on. Wait longer with -TimeoutSec, or have it stopped with -StopOnTimeout. {now?.Url}".TrimEnd()
            : now is null ? "Look at it with Get-BbPipeline." : $"Look at its page: {now.Url}");

    /// <summary>The log of a step that was followed, and of which the end, or all, is missing.</summary>
    public static ErrorDescription LogIncomplete(PipelineStep step, long lines, BitbucketApiException? why) => new(
        ErrorId.LogIncomplete, step,
        $"The log of step '{step.DisplayName}' of run {Hash(step.Pipeline)} is not complete: "
            + $"{(lines == 0 ? "nothing of it was shown" : $"only its first {lines:N0} lines were shown")}. "
            + $"{why?.Message ?? "The rest did not come in time."}",
        $"Read it again: Get-BbStepLog {Word(step.Pipeline)} {(step.Position > 0 ? $"{step.Position}" : Word(step.Uuid ?? ""))} "
            + $"-Repository {Word($"{step.Workspace}/{step.Repository}")}");

    /// <summary>The logs of a run that was followed, of whose steps nothing is known.</summary>
    public static ErrorDescription LogIncomplete(Pipeline run, BitbucketApiException why) => new(
        ErrorId.LogIncomplete, run,
        $"The log of run {run} could not be followed: its steps could not be read. {why.Message}",
        $"Read it again: Get-BbStepLog {run.BuildNumber} -Repository {Word($"{run.Workspace}/{run.Repository}")}");

    /// <summary>A log that is too large for a string.</summary>
    public static ErrorDescription LogTooLarge(PipelineStep step, long most) => new(
        ErrorId.LogTooLarge, step,
        $"The log of step '{step.DisplayName}' of run {Hash(step.Pipeline)} is larger than {Display.Size(most)}: too much for -Raw, which "
            + "makes one string of it.",
        "Save it to a file with -OutFile, or leave -Raw out to get it line by line.");

    /// <summary>A row of a bulk change that failed.</summary>
    public static ErrorDescription ItemFailed(ItemResult result, string kind, BitbucketSession? session)
    {
        string message = FailureText(result, kind);
        return result.Failure?.ToException() is { } e
            ? ErrorDescription.From(e, session, result) with { Message = message }
            : new(ErrorId.ItemFailed, result, message, "Mend what the message says, and run it again: nothing is done twice.");
    }

    public static ErrorDescription PlannedRow(ItemResult row) => new(
        ErrorId.PlannedRow, row.Name,
        $"The row of '{row.Name}' in {row.Target} is a plan of -WhatIf: nothing was changed, so nothing is done with it.",
        "Remove -WhatIf from the command before this one.");

    /// <summary>Bulk work that ended early, with everything that was left undone: one error for one cause.</summary>
    public static ErrorDescription EndedEarly(BulkEnd end, BitbucketSession? session, string what, string missed)
    {
        var cause = ErrorDescription.From(end.Cause, session, end.Place);
        string rest = end.NotDone == 0 ? "" : $" {end.NotDone}{what}{(end.NotDone == 1 ? " was" : "s were")}{missed}";
        return cause with
        {
            Message = $"The work ended early: {end.Cause.Message}{rest}",
            Advice = $"{cause.Advice} Then run it again: nothing is done twice.".TrimStart(),
        };
    }

    private static string FailureText(ItemResult result, string kind) => result.Action == ItemAction.Skipped
        ? $"The {kind} '{result.Name}' in {result.Target} was skipped. {result.Reason}"
        : $"{result.Action} of {kind} '{result.Name}' in {result.Target} failed. {result.Failure?.Message ?? result.Reason}";

    private static bool Has(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>Build systems tell whole references, of which Bitbucket wants the name.</summary>
    private static string RefAdvice(PipelineTarget target, string prefix, string otherwise) =>
        target.RefName?.StartsWith(prefix, StringComparison.Ordinal) == true
            ? $"Give the name alone: '{target.RefName.Substring(prefix.Length)}'."
            : $"Look at the spelling of '{target.RefName}': {otherwise}.";

    private static string On(PipelineTarget target) => target.Type switch
    {
        PipelineTarget.PullRequestType => $"branch {target.Source}",
        PipelineTarget.CommitType => $"commit {target.Commit?.Hash}",
        _ => $"{(target.IsTag ? "tag" : "branch")} {target.RefName}",
    };

    private static string Quoted(PipelineTarget target) => target.Selector switch
    {
        { Type: PipelineSelector.CustomType } custom => $"'{custom.Pattern}' under 'custom:'",
        { } other => $"for '{other}'",
        null => "for it",
    };

    private static string Words(string? state, string? more) => more is null ? state ?? "unknown" : $"{state} ({more})";

    /// <summary>A text as PowerShell takes it for one argument.</summary>
    private static string Word(string text) =>
        text.All(c => char.IsLetterOrDigit(c) || c is '/' or '-' or '_' or '.') ? text : $"'{text.Replace("'", "''")}'";

    private static string Hash(string pipeline) => pipeline.StartsWith("{", StringComparison.Ordinal) ? pipeline : "#" + pipeline;
}
