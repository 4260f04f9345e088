using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines;

/// <content>Errors about the build number, schedules and Invoke-BbApi.</content>
internal static partial class Errors
{
    /// <summary>A build number that Bitbucket refused. Bitbucket says only that the body is invalid.</summary>
    public static ErrorDescription? BuildNumberTooLow(Exception e, long next, long? latest, RepositoryId repository) =>
        e is not BitbucketApiException { StatusCode: 400 } ? null : new(
        e, ErrorId.BuildNumberTooLow, repository.ToString(),
        $"The next build number of {repository} was not set to {next}. {e.Message} {Latest(latest)}".TrimEnd(),
        latest < next
            ? "The number may have been raised before, without a run since then. Bitbucket accepts only higher numbers and does not show "
                + "the current one. Start a run to see it, or specify a higher number."
            : latest is null ? "Specify a number higher than that of the latest run." : $"Specify a number higher than {latest}.");

    public static ErrorDescription BuildNumberTooHigh(long next, long latest, RepositoryId repository) => new(
        ErrorId.BuildNumberTooHigh, repository.ToString(),
        $"The build number {next} is too high: the latest run of {repository} is #{latest}, and the highest possible number is "
            + $"{int.MaxValue}.", "Specify a lower -Increment.");

    public static ErrorDescription? ConfigNotRead(Exception thrown, BitbucketSession session, RepositoryId repository) => thrown switch
    {
        NeverEnabledException e => PipelinesNotEnabled(e.Cause, repository),
        BitbucketApiException { StatusCode: 404 } e => ErrorDescription.From(e, session, repository.ToString()),
        _ => null,
    };

    private static ErrorDescription PipelinesNotEnabled(BitbucketApiException e, RepositoryId repository) => new(
        e, ErrorId.PipelinesNotEnabled, repository.ToString(),
        $"Pipelines was never enabled in {repository}, so it has no configuration. {e.Message}",
        $"Enable it: Set-BbPipelineConfig -Enabled $true -Repository {repository} (requires the scope admin:repository:bitbucket, or "
            + "repository:admin).");

    public static ErrorDescription? InvalidCron(Exception thrown, string pattern) => thrown switch
    {
        CronException { NeverRuns: true } e => new(ErrorId.CronNeverRuns, pattern, e.Message, e.Advice),
        CronException e => new(
            e, ErrorId.InvalidCron, pattern, $"'{pattern}' is not a valid cron pattern for a schedule. {e.Message}", e.Advice),
        _ => null,
    };

    /// <summary>The error for a change that asks for nothing or contradicts itself; null when it can be carried out.</summary>
    public static ErrorDescription? InvalidScheduleEdit(ScheduleEdit edit) =>
        edit.IsEmpty ? NothingToChange("-Enabled, -Cron, -Branch, -Custom or -NoCustom")
        : edit is { NoCustom: true, Custom: not null }
            ? InvalidArgument(ErrorId.AmbiguousTarget, "-Custom and -NoCustom cannot be used together.", "Specify only one of them.")
            : null;

    /// <summary>The branch of a schedule does not exist.</summary>
    /// <param name="branch">The branch.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="existing">The branches that exist; null when they are unknown.</param>
    public static ErrorDescription ScheduleBranchNotFound(string branch, RepositoryId repository, RefNames? existing) => new(
        ErrorId.BranchNotFound, branch,
        $"{repository} has no branch '{branch}'. Bitbucket would accept the schedule, and fail at each scheduled time.",
        $"{BranchAdvice(branch, existing)} To create the schedule before the branch exists, specify -Force.");

    /// <summary>An object that is piped to New-BbSchedule is about a run, and does not say all of what was run.</summary>
    public static ErrorDescription OnlyRunScheduled(string run, RepositoryId repository) => new(
        ErrorId.UnsupportedTarget, run,
        $"The piped object is about run {RunName(run.TrimStart('#'))} of {repository}, but does not specify all of what was run.",
        "Specify -Branch, and -Custom for a custom pipeline.");

    public static ErrorDescription ScheduleNotFound(string uuid, RepositoryId repository, IReadOnlyList<PipelineSchedule> all) => new(
        ErrorId.ScheduleNotFound, uuid, $"{repository} has no schedule {uuid}.",
        all.Count == 0 ? "It has none."
            : NoWildcards(uuid) + Suggestion.Text(uuid, all, s => s.Uuid, s => $"{s.Uuid} ({s})", "It has", separator: "; "));

    public static ErrorDescription? ScheduleNotFound(Exception e, RepositoryId repository) =>
        e is ScheduleNotFoundException missing ? ScheduleNotFound(missing.Uuid, repository, missing.All) : null;

    /// <summary>A schedule that could not be created or replaced. The error says which schedules exist now.</summary>
    /// <param name="thrown">The failure.</param>
    /// <param name="session">The session.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="old">The schedule to be replaced, or null when a schedule is created.</param>
    public static ErrorDescription? ScheduleFailed(
        Exception thrown, BitbucketSession session, RepositoryId repository, PipelineSchedule? old)
    {
        string what = old is null ? $"No schedule was created in {repository}." : $"Schedule {old.Uuid} of {repository} was not changed.";
        object target = (object?)old ?? repository.ToString();
        string look = $"Check with Get-BbSchedule -Repository {repository}";
        if (thrown is BitbucketApiException refused)
        {
            // Nothing was changed.
            return Refused(refused, session, what, target);
        }

        return thrown is not ScheduleException e ? null : e.Failure switch
        {
            ScheduleFailure.LimitReached => new(
                e.Cause, ErrorId.ScheduleLimit, target,
                $"{what} The repository has the maximum number of schedules. {e.Message}",
                old is null
                    ? "Remove a schedule that is not needed (Get-BbSchedule, Remove-BbSchedule). Bitbucket answers 401 here; that does not "
                        + "mean that the credentials are wrong."
                    : "The change needs room for one schedule more: Bitbucket cannot change the pattern or the target, so a new schedule "
                        + "is created before the old one is removed. Remove a schedule that is not needed."),
            ScheduleFailure.NotMade => new(
                e.Cause, ErrorId.ScheduleNotMade, target,
                $"{what} The request was sent, its response was lost, and the list does not show the schedule. {e.Message}",
                $"{look} before you try again."),
            ScheduleFailure.Unknown => new(
                e.Cause, ErrorId.AnswerLost, target,
                $"It is not known whether the schedule was created in {repository}. "
                    + $"{(old is null ? "" : $"Schedule {old.Uuid} is disabled, so that the two do not both run. ")}{e.Message}",
                old is null ? $"{look} before you try again."
                    : $"{look}. If the new schedule exists, remove {old.Uuid}; if not, enable it again with Set-BbSchedule "
                        + $"{Literal(old.Uuid)} -Enabled $true -Repository {repository}."),
            ScheduleFailure.NotDisabled => new(
                e.Cause, ErrorId.ScheduleNotDisabled, target,
                $"{what} Bitbucket creates schedules enabled; the new one could not be disabled, and was removed again. {e.Message}",
                RequestFailure.Describe(e.Cause, session).Advice),
            ScheduleFailure.LeftEnabled => new(
                e.Cause, ErrorId.ScheduleLeftEnabled, target,
                $"Schedule {e.Uuid} was created in {repository} and is ENABLED: it could be neither disabled nor removed "
                    + $"again.{(old is null ? "" : $" Schedule {old.Uuid} still exists, and is disabled.")} {e.Message}",
                $"Set-BbSchedule {Literal(e.Uuid)} -Enabled $false -Repository {repository}"),
            _ => new(
                e.Cause, ErrorId.ScheduleLeftDisabled, target,
                $"Schedule {e.Uuid} of {repository} could not be replaced, and may be DISABLED now: it could not be enabled again. "
                    + $"{e.Message}",
                $"Set-BbSchedule {Literal(e.Uuid)} -Enabled $true -Repository {repository}"),
        };
    }

    public static ErrorDescription ScheduleLeftBehind(
        BitbucketApiException e, BitbucketSession? session, PipelineSchedule old, PipelineSchedule made) => new(
        e, ErrorId.ScheduleLeftBehind, old,
        $"Schedule {made.Uuid} has replaced {old.Uuid}, which could not be removed and is disabled. {e.Message}",
        $"Remove-BbSchedule {Literal(old.Uuid)} -Repository {old.Workspace}/{old.Repository}. "
            + $"{RequestFailure.Describe(e, session).Advice}");

    public static ErrorDescription? InvalidApiPath(Exception e) => e is not ArgumentException ? null : new(
        e, ErrorId.InvalidApiPath, null, e.Message,
        "Specify a path below the root of the API, such as repositories/{workspace}/{repo_slug}/refs/branches.");

    public static ErrorDescription InvalidBody(string message, Exception? e = null) => new(
        e ?? new BitbucketPipelineException(message), ErrorId.InvalidBody, null, message,
        "Nothing was sent. Specify a hashtable, an object, an array, or a string that contains JSON.");

    public static ErrorDescription NotAList(string request) => new(
        ErrorId.NotAList, request, $"The response to {request} is not a list, so it has no pages.",
        "Omit -Paginate.");

    private static string Latest(long? number) =>
        number is null ? "" : number == 0 ? "There is no run yet." : $"The latest run is #{number}.";
}
