using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <content>The errors of runs of YAML that is not committed, and of manual steps.</content>
internal static partial class Errors
{
    private const string NoRunStarted = "No run was started.";

    public static ErrorDescription SecuredOnDemand(IReadOnlyList<string> names) => new(
        ErrorId.SecretInQuery, null,
        $"{(names.Count == 1 ? "The secured variable" : "The secured variables")} {string.Join(", ", names)} cannot be sent with YAML that "
            + "is not committed: Bitbucket takes the variables of such a run in the address of the request, and addresses are written to "
            + "logs of servers and proxies. No request was sent.",
        $"Store the secret in the repository: Set-BbVariable -Name {Argument(names[0])} -SecureValue $secret. Or commit the YAML, and "
            + "run it without -YamlPath and -Yaml.");

    public static ErrorDescription PipelineFileNotFound(string path, string why) => new(
        ErrorId.FileAccessFailed, path, $"-YamlPath: '{path}' {why}. {NoRunStarted}",
        "Specify the path of one YAML file. A relative path begins at the current folder.")
    {
        Category = ErrorCategory.ObjectNotFound,
    };

    public static ErrorDescription PipelineFileUnreadable(string path, Exception e) => new(
        e, e is UnauthorizedAccessException ? ErrorId.FileAccessDenied : ErrorId.FileAccessFailed, path,
        $"-YamlPath: '{path}' cannot be read. {e.Message} {NoRunStarted}", "Check the path and its permissions.")
    {
        Category = e is UnauthorizedAccessException ? ErrorId.FileAccessDenied.Category
            : ErrorCategory.ReadError,
    };

    public static ErrorDescription PipelineFileTooLarge(string? path, long size) => new(
        ErrorId.InvalidPipelineFile, path,
        $"{PipelineFileName(path)} has {Display.Size(size)}, and more than {Display.Size(OnDemandYaml.MaxBytes)} is not taken for a "
            + $"pipeline file. {NoRunStarted}", "Check whether it is the right file.");

    public static ErrorDescription PipelineFileEmpty(string? path) => new(
        ErrorId.InvalidPipelineFile, path, $"{PipelineFileName(path)} is empty, or has nothing but comments. {NoRunStarted}",
        "Specify the YAML of a pipeline, with the key 'pipelines:'.");

    public static ErrorDescription PipelineFileNotText(string? path, FileTextException? e) => new(
        ErrorId.InvalidPipelineFile, path,
        $"{PipelineFileName(path)} is not a text file. {(e is null ? "It contains a NUL character." : e.Message)} {NoRunStarted}",
        "Check whether it is the right file, and save it as UTF-8.");

    public static ErrorDescription PipelineFileNotYaml(string? path, string reason) => new(
        ErrorId.InvalidPipelineFile, path,
        $"{PipelineFileName(path)} cannot be read as YAML. {LogSanitizer.OneLine(reason)} {NoRunStarted}",
        "Correct it. Test-BbPipelineYaml says whether more is wrong.");

    public static ErrorDescription SeveralYamlTexts(int count) => new(
        ErrorId.InvalidPipelineFile, null, $"{Counted.Of(count, "text")} were piped in, but only one can be run. {NoRunStarted}",
        "Specify one file: Invoke-BbPipeline -YamlPath 'bitbucket-pipelines.yml'. To run it in several repositories, pipe in the "
            + "repositories: Get-BbRepository 'web-*' | Invoke-BbPipeline -YamlPath 'bitbucket-pipelines.yml'");

    public static ErrorDescription TextAmongObjects() => new(
        ErrorId.InvalidPipelineFile, null,
        "Text and objects were piped in together. Text is the YAML to run, and objects say where to run it.",
        "Pipe in the objects, and specify the YAML: Get-BbRepository 'web-*' | Invoke-BbPipeline -YamlPath 'bitbucket-pipelines.yml'");

    /// <summary>The text is not repeated: it may be a secret.</summary>
    public static ErrorDescription TextIsNoPipelineFile() => new(
        ErrorId.InvalidPipelineFile, null,
        $"Text was piped in that is not a pipeline file: it has no key 'pipelines:'. {NoRunStarted}",
        "Piped text is the YAML to run. To choose a branch, a custom pipeline or a repository, use -Branch, -Custom or -Repository, or "
            + "pipe in objects: Get-BbRepository 'web-*' | Invoke-BbPipeline");

    /// <summary>A run of YAML that is not committed could not be started, for a reason that other runs do not have.</summary>
    /// <param name="failed">The error as it is for other runs.</param>
    /// <param name="e">The response.</param>
    /// <param name="yaml">The YAML.</param>
    /// <param name="target">What was to be run.</param>
    public static ErrorDescription NotStartedOnDemand(
        ErrorDescription failed, BitbucketApiException e, OnDemandYaml yaml, PipelineTarget target)
    {
        string text = $"{e.ServerMessage} {e.Detail}";
        return failed.Id == ErrorId.PipelineDefinitionNotFound || (e.StatusCode == 400 && IsDefinitionMissing(text))
            ? failed with
            {
                Id = ErrorId.PipelineDefinitionNotFound,
                Category = ErrorId.PipelineDefinitionNotFound.Category,
                Message = $"No run was started in {failed.Target}. {e.Message}",
                Advice = OnDemandAdvice(yaml, target),
            }
            : e.StatusCode is 414 or 431 ? failed with
            {
                Advice = "The variables of such a run are part of the address, which is too long with them. Write long values into the "
                    + "YAML, or store them in the repository with Set-BbVariable.",
            }
            : e.StatusCode is 400 or 409 && yaml.BranchToCreate is { } branch ? failed with
            {
                Message = $"No run was started in {failed.Target}. {e.Message}",
                Advice = $"-CreateBranch creates a branch that does not exist yet. If there is a branch '{branch}' already, leave "
                    + $"-CreateBranch away to run on it: -Branch {Argument(branch)}"
                    + (e.StatusCode == 400 ? $". {CheckYaml(yaml)}" : ""),
            }
            : e.StatusCode == 400 ? failed with
            {
                Message = $"No run was started in {failed.Target}. {e.Message}",
                Advice = CheckYaml(yaml),
            }
            : failed.Id != ErrorId.PermissionDenied ? failed
            : failed with
            {
                Advice = "YAML that is not committed needs write permission on the branch, "
                    + $"{(target.RefName is { } own && !target.IsTag ? $"here '{own}'" : "which the token or its user lacks")}. "
                    + "Check under Repository settings, Branch restrictions, who may write to it, or specify another -Branch. "
                    + failed.Advice,
            };
    }

    /// <summary>The custom pipeline is not in the YAML. Found without starting a run, as with -WhatIf.</summary>
    public static ErrorDescription CustomPipelineNotInYaml(string custom, OnDemandYaml yaml, RepositoryId repository) => new(
        ErrorId.PipelineDefinitionNotFound, repository.ToString(),
        $"No run can be started in {repository}: {yaml} has no pipeline '{custom}' under 'custom:'.",
        $"{Suggestion.Text(custom, yaml.CustomNames)} Names are case-sensitive.".TrimStart());

    /// <summary>Whether a text of the server says that the YAML has no pipeline for the target.</summary>
    public static bool IsDefinitionMissing(string text) =>
        Has(text, "No matching pipeline definition") || Has(text, "selector is not found");

    /// <summary>-Undocumented is missing: nothing is done with a resource that is not documented unless the user says so.</summary>
    public static ErrorDescription UndocumentedRequired() => new(
        ErrorId.UndocumentedRequired, null,
        "Resume-BbPipeline would start the manual step that the run waits for, through a resource of Bitbucket that is not documented "
            + "(POST internal/repositories/../start_step): there is no documented operation for it, and this one may change or end without "
            + "notice. No request was sent.",
        "If you accept that, add -Undocumented. Otherwise start the step on the web page of the run.");

    /// <summary>The undocumented resource is not there.</summary>
    public static ErrorDescription UndocumentedGone(BitbucketApiException e, Pipeline run, PipelineStep step) => new(
        e, ErrorId.UndocumentedGone, run,
        $"{StepOf(run, step)} was not started: the undocumented resource is not "
            + $"there any more, or not for these credentials. {e.Message}",
        $"Start the step on the web page of the run: {run.Url}");

    /// <summary>The run does not wait for a manual step.</summary>
    public static ErrorDescription RunNotWaiting(Pipeline run, IReadOnlyList<PipelineStep> steps)
    {
        string place = $"{run.Workspace}/{run.Repository}";
        string arguments = $"{run.BuildNumber} -Repository {Argument(place)}";
        string now = run.IsCompleted ? $"it has ended ({run.Result ?? "without a result"})"
            : run.Stage == PipelineStates.Halted ? $"it is halted{Because(run.Error)}"
            : run.Stage == PipelineStates.Paused && RunState.PausedStep(steps) is { } locked
            ? $"its step '{LogSanitizer.OneLine(locked.DisplayName)}' waits for another deployment"
            : $"it is {StateText(run.State, run.Stage == run.State ? null : run.Stage)}"
                + (RunState.Current(steps) is { IsCompleted: false } step && run.State == PipelineStates.InProgress
                    ? $", at step '{LogSanitizer.OneLine(step.DisplayName)}'" : "");
        return new(
            ErrorId.RunNotWaiting, run, $"Run {run} of {place} does not wait for a manual step: {now}. {run.Url}".TrimEnd(),
            run.IsCompleted ? $"See its steps: Get-BbStep {arguments}"
                : run.Stage == PipelineStates.Halted
                ? $"Usually the workspace has no build minutes left. See the page of the run: {run.Url}"
                : $"Wait until it does: Wait-BbPipeline {arguments}");
    }

    /// <summary>A step was specified that does not wait for a person.</summary>
    public static ErrorDescription StepNotWaiting(PipelineStep step, Pipeline run, IReadOnlyList<PipelineStep> waiting) => new(
        ErrorId.RunNotWaiting, step,
        $"{StepOf(run, step)} does not wait for a person: it is "
            + $"{StateText(step.State, step.Result ?? step.Stage)}.",
        $"The run waits for {StepNames(waiting)}.");

    /// <summary>Several steps wait, and none was specified.</summary>
    public static ErrorDescription SeveralStepsWait(Pipeline run, IReadOnlyList<PipelineStep> waiting) => new(
        ErrorId.SeveralStepsWait, run,
        $"Run {run} of {run.Workspace}/{run.Repository} waits for several manual steps: {StepNames(waiting)}. None was started.",
        $"Choose with -Step: Resume-BbPipeline {run.BuildNumber} -Step {waiting[0].Position} "
            + $"-Repository {Argument($"{run.Workspace}/{run.Repository}")} -Undocumented");

    /// <summary>A step could not be started for another reason.</summary>
    public static ErrorDescription StepNotStarted(BitbucketApiException e, BitbucketSession session, Pipeline run, PipelineStep step)
    {
        var failed = ErrorDescription.From(e, session, run);
        string check = $"Get-BbStep {run.BuildNumber} -Repository {Argument($"{run.Workspace}/{run.Repository}")}";
        return e.Kind == ApiErrorKind.AnswerLost
            ? failed with { Advice = $"The step may have been started. Check this before you start it again: {check}" }
            : failed with
            {
                Message = $"{StepOf(run, step)} was not started. {failed.Message}",
                Advice = e.StatusCode is 400 or 409
                    ? $"Another person may have started it meanwhile, or the deployment is not permitted. See the steps: {check}"
                    : failed.Advice,
            };
    }

    /// <summary>
    /// The warning about a step whose start was accepted, but which was not seen to begin; null for one that was. Without it, nobody
    /// would know: the call succeeded.
    /// </summary>
    public static string? StepNotSeen(ManualStart started, Pipeline run, PipelineStep step)
    {
        string accepted = $"Bitbucket accepted the start of step '{LogSanitizer.OneLine(step.DisplayName)}' of run {run} of "
            + $"{run.Workspace}/{run.Repository}";
        string see = $"Get-BbStep {run.BuildNumber} -Repository {Argument($"{run.Workspace}/{run.Repository}")}";
        return started.Failure is { } failure
            ? $"{accepted}, but what became of it could not be read. {failure.Message} See: {see}"
            : started.StillWaits
            ? $"{accepted}, but {Counted.Seconds(started.Watched)} later the step is still shown as waiting ({PipelineStates.Paused}). "
                + "It may have to wait until another deployment to its environment has ended, or the start had no effect. See whether it "
                + $"has begun: {see}. If it has not, start it on the web page of the run: {run.Url}"
            : null;
    }

    private static string OnDemandAdvice(OnDemandYaml yaml, PipelineTarget target)
    {
        string what = target.Selector is { Type: PipelineSelector.CustomType, Pattern: { } custom }
            ? $"{yaml} defines no pipeline '{custom}' under 'custom:'. {Suggestion.Text(custom, yaml.CustomNames)} Names are "
                + "case-sensitive."
            : $"{yaml} defines no pipeline for {target}: it needs 'default:', or a pattern that matches under 'branches:', 'tags:' or "
                + $"'pull-requests:'. {Suggestion.Text("", yaml.CustomNames, "With -Custom you can run")}";
        return (yaml.Source is null ? "T" : what.Substring(0, 1)) + what.Substring(1).Replace("  ", " ").TrimEnd()
            + (yaml.MergesDefaults ? "" : " bitbucket-pipelines.yml of the repository is not used.");
    }

    /// <summary>How to find out what is wrong with YAML that Bitbucket refused.</summary>
    private static string CheckYaml(OnDemandYaml yaml) => (yaml.Source is { } path
        ? $"See what is wrong with the file: Test-BbPipelineYaml "
            + $"{(WildcardPattern.ContainsWildcardCharacters(path) ? "-LiteralPath " : "")}{Argument(path)}"
        : "See what is wrong with the text: $yaml | Test-BbPipelineYaml, with the text in $yaml")
        + ". If it finds nothing, check the target and the values of -Variable.";

    private static string PipelineFileName(string? path) => path is null ? "The YAML text" : $"-YamlPath: '{path}'";

    private static string StepOf(Pipeline run, PipelineStep step) =>
        $"Step '{LogSanitizer.OneLine(step.DisplayName)}' of run {run} of {run.Workspace}/{run.Repository}";

    private static string StepNames(IReadOnlyList<PipelineStep> steps) =>
        string.Join(", ", steps.Select(s => $"{s.Position} '{LogSanitizer.OneLine(s.DisplayName)}'"));
}
