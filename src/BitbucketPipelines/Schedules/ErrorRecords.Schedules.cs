using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines;

/// <content>Of the build number, of schedules, and of requests of any kind.</content>
internal static partial class ErrorRecords
{
    /// <summary>Bitbucket says no more than that the body is invalid.</summary>
    public static ErrorDescription? BuildNumberTooLow(Exception e, long next, long? latest, RepositoryId repository) =>
        e is not BitbucketApiException { StatusCode: 400 } ? null : new(
        e, ErrorId.BuildNumberTooLow, repository.ToString(),
        $"The next build number of {repository} was not set to {next}. {e.Message} {Latest(latest)}".TrimEnd(),
        latest < next
            ? "The number may have been raised before, without a run since: Bitbucket takes none that is lower than that, and does not "
                + "tell it. Start a run to see it, or give a higher number."
            : latest is null ? "It has to be higher than that of the latest run." : $"Give a number higher than {latest}.");

    public static ErrorDescription BuildNumberTooHigh(long next, long latest, RepositoryId repository) => new(
        ErrorId.BuildNumberTooHigh, repository.ToString(),
        $"The build number {next} is too high: the latest run of {repository} is #{latest}, and {int.MaxValue} is the last number there "
            + "is.", "Give a lower -Increment.");

    public static ErrorDescription? ConfigNotRead(Exception thrown, BitbucketSession session, RepositoryId repository) => thrown switch
    {
        NeverEnabledException e => PipelinesNotEnabled(e.Cause, repository),
        BitbucketApiException { StatusCode: 404 } e => ErrorDescription.From(e, session, repository.ToString()),
        _ => null,
    };

    private static ErrorDescription PipelinesNotEnabled(BitbucketApiException e, RepositoryId repository) => new(
        e, ErrorId.PipelinesNotEnabled, repository.ToString(),
        $"Pipelines was never enabled in {repository}, so it has no configuration. {e.Message}",
        $"Enable it: Set-BbPipelineConfig -Enabled $true -Repository {repository} (takes the scope admin:repository:bitbucket, or "
            + "repository:admin).");

    public static ErrorDescription? InvalidCron(Exception thrown, string pattern) => thrown switch
    {
        CronException { NeverRuns: true } e => new(ErrorId.CronNeverRuns, pattern, e.Message, e.Advice),
        CronException e => new(
            e, ErrorId.InvalidCron, pattern, $"'{pattern}' is no cron pattern for a schedule. {e.Message}", e.Advice),
        _ => null,
    };

    public static ErrorDescription ScheduleBranchNotFound(string branch, RepositoryId repository) => new(
        ErrorId.BranchNotFound, branch,
        $"{repository} has no branch '{branch}'. Bitbucket would take the schedule, and fail each time it comes due.",
        branch.StartsWith("refs/heads/", StringComparison.Ordinal)
            ? $"Give the name alone: '{branch.Substring("refs/heads/".Length)}'."
            : "Look at the spelling; names are case-sensitive. For a branch that is yet to come, -Force makes the schedule all the same.");

    public static ErrorDescription ScheduleNotFound(string uuid, RepositoryId repository, IReadOnlyList<PipelineSchedule> all) => new(
        ErrorId.ScheduleNotFound, uuid, $"{repository} has no schedule {uuid}.",
        all.Count == 0 ? "It has none." : $"It has: {string.Join("; ", all.Select(s => $"{s.Uuid} ({s})"))}.");

    public static ErrorDescription? ScheduleNotFound(Exception e, RepositoryId repository) =>
        e is ScheduleNotFoundException missing ? ScheduleNotFound(missing.Uuid, repository, missing.All) : null;

    /// <summary>A schedule could not be made, or replaced; says what there is now.</summary>
    /// <param name="thrown">What happened.</param>
    /// <param name="session">The session.</param>
    /// <param name="repository">Where.</param>
    /// <param name="old">The schedule that was to be replaced, or null.</param>
    public static ErrorDescription? ScheduleFailed(
        Exception thrown, BitbucketSession session, RepositoryId repository, PipelineSchedule? old)
    {
        string what = old is null ? $"No schedule was made in {repository}." : $"Schedule {old.Uuid} of {repository} was not changed.";
        object target = (object?)old ?? repository.ToString();
        string look = $"Look with Get-BbSchedule -Repository {repository}";
        if (thrown is BitbucketApiException refused)
        {
            // Nothing was changed.
            return Refused(refused, session, what, target);
        }

        return thrown is not ScheduleException e ? null : e.Failure switch
        {
            ScheduleFailure.LimitReached => new(
                e.Cause, ErrorId.ScheduleLimit, target,
                $"{what} It has as many schedules as a repository may have. {e.Message}",
                old is null
                    ? "Remove one that is not needed (Get-BbSchedule, Remove-BbSchedule). Bitbucket answers 401 here, which has nothing "
                        + "to do with the credentials."
                    : "A change needs room for one schedule more, since Bitbucket cannot change cron pattern and target: the new one is "
                        + "made before the old one is removed. Remove one that is not needed."),
            ScheduleFailure.NotMade => new(
                e.Cause, ErrorId.ScheduleNotMade, target,
                $"{what} The request was sent, its answer was lost, and the list does not show it. {e.Message}",
                $"{look} before you repeat it."),
            ScheduleFailure.Unknown => new(
                e.Cause, ErrorId.AnswerLost, target,
                $"It is not known whether the schedule was made in {repository}. "
                    + $"{(old is null ? "" : $"Schedule {old.Uuid} is disabled, lest two of them run. ")}{e.Message}",
                old is null ? $"{look} before you try again."
                    : $"{look}. If the new one is there, remove {old.Uuid}; if not, enable it again with Set-BbSchedule "
                        + $"{Literal(old.Uuid)} -Enabled $true -Repository {repository}."),
            ScheduleFailure.NotDisabled => new(
                e.Cause, ErrorId.ScheduleNotDisabled, target,
                $"{what} Bitbucket makes schedules enabled; the new one could not be disabled, and was removed again. {e.Message}",
                RequestFailure.Describe(e.Cause, session).Advice),
            ScheduleFailure.LeftEnabled => new(
                e.Cause, ErrorId.ScheduleLeftEnabled, target,
                $"Schedule {e.Uuid} was made in {repository} and is ENABLED: it could neither be disabled nor removed "
                    + $"again.{(old is null ? "" : $" Schedule {old.Uuid} is still there, disabled.")} {e.Message}",
                $"Set-BbSchedule {Literal(e.Uuid)} -Enabled $false -Repository {repository}"),
            _ => new(
                e.Cause, ErrorId.ScheduleLeftDisabled, target,
                $"Schedule {e.Uuid} of {repository} could not be replaced, and may be left DISABLED: it could not be enabled again. "
                    + $"{e.Message}",
                $"Set-BbSchedule {Literal(e.Uuid)} -Enabled $true -Repository {repository}"),
        };
    }

    public static ErrorDescription ScheduleLeftBehind(
        BitbucketApiException e, BitbucketSession? session, PipelineSchedule old, PipelineSchedule made) => new(
        e, ErrorId.ScheduleLeftBehind, old,
        $"Schedule {made.Uuid} has taken the place of {old.Uuid}, which could not be removed; it is disabled. {e.Message}",
        $"Remove-BbSchedule {Literal(old.Uuid)} -Repository {old.Workspace}/{old.Repository}. "
            + $"{RequestFailure.Describe(e, session).Advice}");

    public static ErrorDescription? InvalidApiPath(Exception e) => e is not ArgumentException ? null : new(
        e, ErrorId.InvalidApiPath, null, e.Message,
        "Give a path below the root of the API, such as repositories/{workspace}/{repo_slug}/refs/branches.");

    public static ErrorDescription InvalidBody(string message, Exception? e = null) => new(
        e ?? new BitbucketPipelineException(message), ErrorId.InvalidBody, null, message,
        "Nothing was sent. Give a hashtable, an object, an array, or a text that is JSON.");

    public static ErrorDescription NotAList(string request) => new(
        ErrorId.NotAList, request, $"The answer to {request} is no list, so it has no pages.",
        "Leave -Paginate out.");

    private static string Latest(long? number) =>
        number is null ? "" : number == 0 ? "There is no run yet." : $"The latest run is #{number}.";
}
