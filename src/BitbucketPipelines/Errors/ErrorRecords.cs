using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>
/// The only place that makes error records. Ids and categories are a contract that scripts rely on: they are listed in
/// docs/errors.md, and changing one is a breaking change.
/// </summary>
internal static partial class ErrorRecords
{
    /// <summary>A request that failed.</summary>
    public static ErrorRecord From(BitbucketApiException e, BitbucketSession? session, object? target)
    {
        (string id, ErrorCategory category) = e.Kind switch
        {
            ApiErrorKind.Connection => ("ConnectionFailed", ErrorCategory.ConnectionError),
            ApiErrorKind.Timeout => ("RequestTimedOut", ErrorCategory.OperationTimeout),
            ApiErrorKind.AnswerLost => ("AnswerLost", ErrorCategory.ConnectionError),
            ApiErrorKind.InvalidResponse => ("InvalidResponse", ErrorCategory.InvalidResult),
            _ => FromStatus(e),
        };
        // Of what is not there, or refused, it matters what it was.
        string message = e.StatusCode is 403 or 404 or 410 && e.Request.Length > 0 ? $"{e.Message} [{e.Request}]" : e.Message;
        return Make(e, id, category, target, message, Advice.For(e, session));
    }

    /// <summary>A name that cannot be sent, such as <c>..</c> for a repository.</summary>
    public static ErrorRecord From(ArgumentException e, object? target) => Make(
        e, "InvalidArgument", ErrorCategory.InvalidArgument, target, e.Message, "Check the values that were given.");

    /// <summary>A file or folder on this machine that could not be read or written.</summary>
    public static ErrorRecord From(IOException e, object? target) => Make(
        e, "FileAccessFailed", ErrorCategory.WriteError, target, e.Message, "Check the path, and whether its folder exists.");

    /// <summary>A file or folder on this machine that may not be read or written.</summary>
    public static ErrorRecord From(UnauthorizedAccessException e, object? target) => Make(
        e, "FileAccessDenied", ErrorCategory.PermissionDenied, target, e.Message, "Check the path and its permissions.");

    public static ErrorRecord NotConnected(bool connecting = false) => Make(
        "NotConnected", ErrorCategory.ConnectionError, null, "There is no session, and the environment holds no credentials.",
        (connecting ? "Give -Credential, -AccessToken or -ClientCredential" : "Run Connect-BbWorkspace")
            + ", or set BITBUCKET_WORKSPACE with BITBUCKET_EMAIL and BITBUCKET_API_TOKEN, BITBUCKET_ACCESS_TOKEN, or BITBUCKET_CLIENT_ID "
            + "and BITBUCKET_CLIENT_SECRET.");

    /// <param name="hint">What is known of a git remote that does not tell.</param>
    public static ErrorRecord NoRepository(string? hint = null) => Make(
        "NoRepository", ErrorCategory.InvalidArgument, null, $"It is not known which repository is meant. {hint}".TrimEnd(),
        "Give -Repository as 'workspace/slug' (or -Workspace and -Repository), or name them in Connect-BbWorkspace or in "
            + "BITBUCKET_WORKSPACE and BITBUCKET_REPO_SLUG.");

    /// <param name="hint">What is known of a git remote that does not tell.</param>
    public static ErrorRecord NoWorkspace(string? hint = null) => Make(
        "NoWorkspace", ErrorCategory.InvalidArgument, null, $"It is not known which workspace is meant. {hint}".TrimEnd(),
        "Give -Workspace, or name it in Connect-BbWorkspace or in BITBUCKET_WORKSPACE.");

    /// <summary>Two workspaces are named, and only one can be meant.</summary>
    public static ErrorRecord OtherWorkspace(string message, string advice, object? target) => Make(
        "OtherWorkspace", ErrorCategory.InvalidArgument, target, $"{message} Nothing was sent.", advice);

    /// <summary>A macro that a build system should have replaced. Its text is no secret.</summary>
    public static ErrorRecord UnexpandedMacro(string what, string macro) => Make(
        "UnexpandedMacro", ErrorCategory.InvalidArgument, macro,
        $"The value of {what} is or holds '{macro}', which the build system should have replaced.",
        "See that a variable of this name exists in this build. "
        + "Azure DevOps passes a secret only where it is mapped under env: of the step.");

    /// <summary>The address is not repeated: it may hold a password.</summary>
    public static ErrorRecord InsecureUri(string name) => Make(
        "InsecureUri", ErrorCategory.InvalidArgument, null,
        $"The address in {name} must be https, or http to a loopback address, and hold no user name or password.",
        "Credentials are never sent without encryption. Give an address such as https://api.bitbucket.org/2.0.");

    public static ErrorRecord InvalidProxy() => Make(
        "InvalidProxy", ErrorCategory.InvalidArgument, null, "The address in -Proxy is not that of a proxy.",
        "Give an address such as http://proxy:8080.");

    public static ErrorRecord EmptySecret() => Make(
        "EmptySecret", ErrorCategory.InvalidArgument, null, "The token or secret is empty.",
        "Give one that is not. In a build, see that the secret variable is passed to this step.");

    public static ErrorRecord InvalidSecret() => Make(
        "InvalidSecret", ErrorCategory.InvalidArgument, null,
        "The token or secret holds a blank, a line break or a character beyond ASCII, as none of Bitbucket's does.",
        "Look where it comes from: more may have been copied than the token.");

    public static ErrorRecord InvalidPipelineId(string text) => Make(
        "InvalidPipelineId", ErrorCategory.InvalidArgument, text, $"'{text}' does not name a run.",
        "Give a build number (42 or #42), a uuid, the address of the run's page, or a run from Get-BbPipeline, which finds those of a "
            + "branch with -Branch.");

    public static ErrorRecord InvalidArgument(string id, string message, string advice, object? target = null) =>
        Make(id, ErrorCategory.InvalidArgument, target, message, advice);

    public static ErrorRecord EmptyArgument(string parameter) => Make(
        "EmptyArgument", ErrorCategory.InvalidArgument, null, $"-{parameter} is empty.",
        "Leave it out to use the default. An empty value is refused, since it mostly comes from a variable that is not set.");

    public static ErrorRecord ConfirmationRequired(string question) => Make(
        "ConfirmationRequired", ErrorCategory.InvalidOperation, null,
        $"This asks for confirmation, and nobody can be asked here. {question}",
        "Look at what it would do with -WhatIf, then give -Force or -Confirm:$false.");

    /// <summary>Several offenders in one error: nothing was sent.</summary>
    public static ErrorRecord InvalidVariables(IReadOnlyCollection<string> problems) => Make(
        "InvalidVariable", ErrorCategory.InvalidArgument, null, string.Join(" ", problems),
        "Nothing was started. Mend the variables and try again.");

    public static ErrorRecord NoSuchStep(string wanted, string pipeline, IReadOnlyList<PipelineStep> steps) => Make(
        "StepNotFound", ErrorCategory.ObjectNotFound, wanted, $"Run {pipeline} has no step '{wanted}'.",
        steps.Count == 0
            ? "The run has no steps yet."
            : $"Its steps are: {string.Join(", ", steps.Select(s => $"{s.Position} '{s.DisplayName}'"))}. Names take wildcards.");

    public static ErrorRecord NoLog(PipelineStep step) => Make(
        "LogNotAvailable", ErrorCategory.ObjectNotFound, step,
        $"Step '{step.DisplayName}' of run {Hash(step.Pipeline)} has no log ({Words(step.State, step.Result ?? step.Stage)}).",
        step.Result == RunWords.NotRun ? "The step was never started."
            : step.IsCompleted
            ? $"The step ended without writing one{(step.Error is { Length: > 0 } why ? $": {why}" : ". The page of the run may say why")}."
            : "The step has not begun. Use -Follow to wait for it.");

    public static ErrorRecord NoContainerLog(string log, string pipeline, PipelineStep? step = null) => Make(
        "LogNotAvailable", ErrorCategory.ObjectNotFound, log,
        step is null
            ? $"Run {Hash(pipeline)} has no container log {log}."
            : $"Step '{step.DisplayName}' of run {Hash(pipeline)} has no container log {log}.",
        "The uuid of a service container's log is shown in the address of its tab on the step's web page.");

    public static ErrorRecord CannotRunAgain(Pipeline run) => Make(
        "UnsupportedTarget", ErrorCategory.NotImplemented, run,
        $"Run {run} worked on a target ({run.Target?.Type ?? "unknown"}) that cannot be started through the API.",
        "Start a run with -Branch, -Tag, -Commit or -PullRequest.");

    public static ErrorRecord CannotStart(RepositoryId repository, string message) => Make(
        "CannotStart", ErrorCategory.InvalidOperation, repository.ToString(), message, "Name a branch, tag or commit.");

    /// <summary>What was asked for cannot be started; the server's own words, made specific where they can be.</summary>
    public static ErrorRecord NotStarted(BitbucketApiException e, BitbucketSession? session, RepositoryId repository, PipelineTarget target)
    {
        string text = $"{e.ServerMessage} {e.Detail}";
        (string? id, string advice) = text switch
        {
            _ when e.Kind == ApiErrorKind.AnswerLost =>
                ("AnswerLost", $"The run may exist. Look before you start it again: Get-BbPipeline -Repository {repository} -First 5"),
            _ when Has(text, "Requested selector is not found") =>
                ("PipelineDefinitionNotFound",
                $"bitbucket-pipelines.yml at {On(target)} defines no pipeline {Quoted(target)}. Names are case-sensitive, and the file is "
                    + "read from that branch, tag or commit."),
            _ when Has(text, "last reference for branch") =>
                ("BranchNotFound", RefAdvice(target, "refs/heads/", "names are case-sensitive")),
            _ when Has(text, "last reference for tag") =>
                ("TagNotFound", RefAdvice(target, "refs/tags/", "names are case-sensitive, and a tag has to be pushed")),
            _ => (null, ""),
        };
        return id switch
        {
            null => From(e, session, repository.ToString()),
            "AnswerLost" => Make(e, id, ErrorCategory.ConnectionError, repository.ToString(), e.Message, advice),
            _ => Make(e, id, FromStatus(e).Category, repository.ToString(), $"No run was started in {repository}. {e.Message}", advice),
        };
    }

    /// <summary>Found out without asking for a run, as under -WhatIf.</summary>
    public static ErrorRecord BranchNotFound(string branch, RepositoryId repository) => Make(
        "BranchNotFound", ErrorCategory.ObjectNotFound, repository.ToString(),
        $"No run can be started in {repository}: it has no branch '{branch}'.",
        branch.StartsWith("refs/heads/", StringComparison.Ordinal)
            ? $"Give the name alone: '{branch.Substring("refs/heads/".Length)}'."
            : $"Look at the spelling of '{branch}': names are case-sensitive.");

    /// <summary>Found out without asking for a run, as under -WhatIf.</summary>
    public static ErrorRecord CustomPipelineNotFound(
        string custom, string branch, RepositoryId repository, IReadOnlyList<string> all) => Make(
        "PipelineDefinitionNotFound", ErrorCategory.InvalidArgument, repository.ToString(),
        $"No run can be started in {repository}: bitbucket-pipelines.yml on branch '{branch}' has no pipeline '{custom}' under 'custom:'.",
        $"It has: {string.Join(", ", all)}. Names are case-sensitive.");

    /// <summary>Nothing was sent that could have started a run.</summary>
    public static ErrorRecord NotStartedInTime(BitbucketApiException e, RepositoryId repository) => Make(
        e, "PipelineTimeout", ErrorCategory.OperationTimeout, repository.ToString(),
        $"No run was started in {repository} within the time of -TimeoutSec. {e.Message}",
        "Give it more time with -TimeoutSec; if that does not help, check the network and https://bitbucket.status.atlassian.com.");

    public static ErrorRecord CommitNotFound(BitbucketApiException e, string commit, RepositoryId repository) => Make(
        e, "CommitNotFound", ErrorCategory.ObjectNotFound, commit, $"Commit '{commit}' was not found in {repository}. {e.Message}",
        "Check the hash, and whether it is pushed; Bitbucket also says this of repositories that the credentials may not see.");

    public static ErrorRecord PullRequestNotFound(BitbucketApiException e, int id, RepositoryId repository) => Make(
        e, "PullRequestNotFound", ErrorCategory.ObjectNotFound, "#" + id, $"Pull request #{id} was not found in {repository}. {e.Message}",
        "Check the number; Bitbucket also says this of repositories that the credentials may not see.");

    public static ErrorRecord AlreadyCompleted(BitbucketApiException e, string run) => Make(
        e, "PipelineAlreadyCompleted", ErrorCategory.InvalidArgument, run, $"Run {run} has already ended. {e.Message}",
        "There is nothing to stop.");

    public static ErrorRecord StopIgnored(Pipeline run) => Make(
        "StopIgnored", ErrorCategory.InvalidResult, run,
        $"Run {run} is paused on a manual step; Bitbucket accepted the request to stop it, but did not stop it.",
        $"Stop it on its page: {run.Url}");

    /// <summary>A run that did not end well.</summary>
    public static ErrorRecord PipelineFailed(FailureReport report)
    {
        Pipeline run = report.Run;
        var text =
            new List<string> { $"Run {run} of {run.Workspace}/{run.Repository} ended "
                + $"{run.Result ?? "without a result"}{(run.Error is { } why ? $": {why.TrimEnd('.')}" : "")}." };
        if (report.Step is { } step)
        {
            text.Add($"Step '{LogText.OneLine(step.DisplayName)}' ended "
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
            text.AddRange(report.LogTail.Select(line => "  | " + LogText.OneLine(line)));
        }

        text.AddRange(report.Lacks);
        text.Add(run.Url ?? "");
        string message = string.Join("\n", text);
        string of = $"{run.BuildNumber} -Repository {run.Workspace}/{run.Repository}";
        return Make(
            "PipelineFailed", ErrorCategory.OperationStopped, run, message,
            $"Read the log: Get-BbStepLog {of} "
                + $"-Failed{(report.Tests is null ? "" : $", or what the tests said: Get-BbTestCaseReason {of}")}");
    }

    public static ErrorRecord PipelineResultUnknown(Pipeline run) => Make(
        "PipelineResultUnknown", ErrorCategory.InvalidResult, run,
        $"Run {run} of {run.Workspace}/{run.Repository} has ended, but Bitbucket does not say how: it has no result. It is not known "
            + $"whether it succeeded. {run.Url}",
        $"Look at it again: Get-BbPipeline {run.BuildNumber} -Repository {Word($"{run.Workspace}/{run.Repository}")}");

    public static ErrorRecord PipelinePaused(Pipeline run, PipelineStep? step) => Make(
        "PipelinePaused", ErrorCategory.OperationStopped, run, PausedText(run, step), $"A person can start it on its page: {run.Url}");

    public static string PausedText(Pipeline run, PipelineStep? step) =>
        $"Run {run} of {run.Workspace}/{run.Repository} waits for a person to start "
            + $"{(step is null ? "a manual step" : $"the manual step '{LogText.OneLine(step.DisplayName)}'")}. {run.Url}";

    public static ErrorRecord PipelineHalted(Pipeline run, PipelineStep? step) => Make(
        "PipelineHalted", ErrorCategory.OperationStopped, run,
        $"Run {run} of {run.Workspace}/{run.Repository} is "
            + $"halted{(run.Error is { } why ? $": {why}" : step?.Error is { } error ? $": {error}" : "")}; Bitbucket will not go on with "
            + "it by itself.",
        $"The usual reason is that the workspace has no build minutes left. Look at its page: {run.Url}");

    /// <summary>
    /// The time was up: <paramref name="seen"/> is what the run was then, <paramref name="now"/> what it is since it was asked to stop, and
    /// <paramref name="failure"/> why it could not be looked at lately.
    /// </summary>
    public static ErrorRecord PipelineTimeout(
        string run, Pipeline? seen, Pipeline? now, double seconds, string? stopped, BitbucketApiException? failure) => Make(
        "PipelineTimeout", ErrorCategory.OperationTimeout, (object?)now ?? run,
        $"Run {run} did not end within {seconds:0.##} "
            + $"seconds{(seen is null ? "" : $"; it was {Words(seen.State, seen.Stage ?? seen.Result)}")}."
            + (failure is null ? "" : $" Lately it could not be looked at: {failure.Message}") + (stopped is null ? "" : " " + stopped),
        stopped is null ? $"The run goes on. Wait longer with -TimeoutSec, or have it stopped with -StopOnTimeout. {now?.Url}".TrimEnd()
            : now is null ? "Look at it with Get-BbPipeline." : $"Look at its page: {now.Url}");

    /// <summary>The log of a step that was followed, and of which the end, or all, is missing.</summary>
    public static ErrorRecord LogIncomplete(PipelineStep step, long lines, BitbucketApiException? why) => Make(
        "LogIncomplete", ErrorCategory.ReadError, step,
        $"The log of step '{step.DisplayName}' of run {Hash(step.Pipeline)} is not complete: "
            + $"{(lines == 0 ? "nothing of it was shown" : $"only its first {lines:N0} lines were shown")}. "
            + $"{why?.Message ?? "The rest did not come in time."}",
        $"Read it again: Get-BbStepLog {Word(step.Pipeline)} {(step.Position > 0 ? $"{step.Position}" : Word(step.Uuid ?? ""))} "
            + $"-Repository {Word($"{step.Workspace}/{step.Repository}")}");

    /// <summary>The logs of a run that was followed, of whose steps nothing is known.</summary>
    public static ErrorRecord LogIncomplete(Pipeline run, BitbucketApiException why) => Make(
        "LogIncomplete", ErrorCategory.ReadError, run,
        $"The log of run {run} could not be followed: its steps could not be read. {why.Message}",
        $"Read it again: Get-BbStepLog {run.BuildNumber} -Repository {Word($"{run.Workspace}/{run.Repository}")}");

    /// <summary>A log that is too large for a string.</summary>
    public static ErrorRecord LogTooLarge(PipelineStep step, long most) => Make(
        "LogTooLarge", ErrorCategory.LimitsExceeded, step,
        $"The log of step '{step.DisplayName}' of run {Hash(step.Pipeline)} is larger than {Display.Size(most)}: too much for -Raw, which "
            + "makes one string of it.",
        "Save it to a file with -OutFile, or leave -Raw out to get it line by line.");

    /// <summary>A row of a bulk change that failed.</summary>
    public static ErrorRecord ItemFailed(ItemResult result, string kind, BitbucketSession? session)
    {
        string message = FailureText(result, kind);
        if (result.Failure?.ToException() is not { } e)
        {
            return Make("ItemFailed", ErrorCategory.InvalidOperation, result, message,
                "Mend what the message says, and run it again: nothing is done twice.");
        }

        ErrorRecord record = From(e, session, result);
        return Make(e, record.FullyQualifiedErrorId, record.CategoryInfo.Category, result, message, Advice.For(e, session));
    }

    /// <summary>Bulk work that ended early, with everything that was left undone: one error for one cause.</summary>
    public static ErrorRecord EndedEarly(BulkEnd end, BitbucketSession? session, string what, string missed)
    {
        ErrorRecord record = From(end.Cause, session, end.Place);
        string rest = end.NotDone == 0 ? "" : $" {end.NotDone}{what}{(end.NotDone == 1 ? " was" : "s were")}{missed}";
        return Make(
            end.Cause, record.FullyQualifiedErrorId, record.CategoryInfo.Category, end.Place,
            $"The work ended early: {end.Cause.Message}{rest}",
            $"{Advice.For(end.Cause, session)} Then run it again: nothing is done twice.".TrimStart());
    }

    private static string FailureText(ItemResult result, string kind) => result.Action == ItemAction.Skipped
        ? $"The {kind} '{result.Name}' in {result.Target} was skipped. {result.Reason}"
        : $"{result.Action} of {kind} '{result.Name}' in {result.Target} failed. {result.Failure?.Message ?? result.Reason}";

    private static (string Id, ErrorCategory Category) FromStatus(BitbucketApiException e) => e.StatusCode switch
    {
        400 or 405 or 406 or 413 or 415 or 422 => ("BadRequest", ErrorCategory.InvalidArgument),
        401 => ("InvalidCredentials", ErrorCategory.AuthenticationError),
        402 => ("PlanLimit", ErrorCategory.LimitsExceeded),
        403 when Advice.MissingScopes(e).Count > 0 => ("MissingScope", ErrorCategory.PermissionDenied),
        403 => ("PermissionDenied", ErrorCategory.PermissionDenied),
        404 or 410 => ("NotFound", ErrorCategory.ObjectNotFound),
        409 => ("AlreadyExists", ErrorCategory.ResourceExists),
        429 => ("RateLimited", ErrorCategory.LimitsExceeded),
        >= 500 => ("ServerError", ErrorCategory.ResourceUnavailable),
        _ => ("RequestFailed", ErrorCategory.InvalidResult),
    };

    private static ErrorRecord Make(string id, ErrorCategory category, object? target, string message, string advice) =>
        Make(new BitbucketPipelineException(LogText.SafeWrapped(message, LogText.Host)), id, category, target, message, advice);

    /// <summary>
    /// Messages and names hold words of the server: what is shown of the record is made safe here. The target itself stays what it is.
    /// </summary>
    private static ErrorRecord Make(Exception e, string id, ErrorCategory category, object? target, string message, string advice)
    {
        // Where nothing better is known, the topic of errors has a paragraph for each.
        advice = string.IsNullOrWhiteSpace(advice) ? $"Get-Help about_BitbucketPipelines_Errors says more about {id}." : advice;
#pragma warning disable RS0030 // The one place that makes error records.
        var record = new ErrorRecord(Shown(e), id, category, target)
        {
            ErrorDetails = new ErrorDetails(
                LogText.SafeWrapped(
                    Shown(message, advice), LogText.Host)) { RecommendedAction = LogText.SafeWrapped(advice, LogText.Host) },
        };
#pragma warning restore RS0030
        if (target?.ToString() is { Length: > 0 } name)
        {
            record.CategoryInfo.TargetName = LogText.Message(name);
        }

        return record;
    }

    /// <summary>
    /// The exception, whose message a script may print by itself: <c>Write-Host $_.Exception.Message</c>. What the server said stays as it
    /// is in its other properties.
    /// </summary>
    private static Exception Shown(Exception e)
    {
        CiHost host = LogText.Host;
        for (Exception? any = e; ; any = any.InnerException)
        {
            if (any is null)
            {
                return e;
            }

            if (LogText.SafeWrapped(any.Message, host) != any.Message)
            {
                break;
            }
        }

        return e is BitbucketApiException failure ? failure.WithMessages(text => LogText.SafeWrapped(text, host))
            : new BitbucketPipelineException(LogText.SafeWrapped(e.Message, host), e.InnerException);
    }

    /// <summary>PowerShell 7 shows the recommendation below the message; Windows PowerShell does not.</summary>
    private static string Shown(string message, string advice) =>
#if NETSTANDARD2_0
        $"{message} {advice}";
#else
        message;
#endif

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
