using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines;

/// <summary>
/// What the user is told about a schedule before it is created or replaced: whether the branch and the custom pipeline exist, and whether
/// the same schedule exists already. Bitbucket itself accepts any branch and any pipeline, and fails at each scheduled time.
/// </summary>
internal static class ScheduleReport
{
    /// <summary>Reports a branch or custom pipeline that does not exist or that cannot be checked.</summary>
    /// <exception cref="ErrorRecordException">The branch does not exist, and <paramref name="force"/> is not set.</exception>
    public static void Report(
        this ScheduleTarget target, RepositoryId repository, string branch, string? custom, bool force, Action<string> writeVerbose,
        Action<string> writeWarning)
    {
        if (target.Refusal(repository, branch, force) is { } refusal)
        {
            throw new ErrorRecordException(refusal);
        }

        target.ReportDoubts(repository, branch, custom, writeVerbose, writeWarning);
    }

    /// <summary>The error for a branch that does not exist; null when it exists or when <paramref name="force"/> is set.</summary>
    public static ErrorDescription? Refusal(this ScheduleTarget target, RepositoryId repository, string branch, bool force) =>
        target.BranchExists == false && !force ? Errors.ScheduleBranchNotFound(branch, repository, target.Existing) : null;

    /// <summary>Warns about a custom pipeline that the configuration does not define, and says what could not be checked.</summary>
    public static void ReportDoubts(
        this ScheduleTarget target, RepositoryId repository, string branch, string? custom, Action<string> writeVerbose,
        Action<string> writeWarning)
    {
        if (target.BranchExists is null)
        {
            writeVerbose($"Whether {repository} has a branch '{branch}' cannot be checked: the credentials may not read repositories.");
        }
        else if (target.BranchExists == false)
        {
            writeVerbose($"{repository} has no branch '{branch}'.");
        }

        if (custom is not null && target.CustomPipelines?.Contains(custom) == false)
        {
            writeWarning($"bitbucket-pipelines.yml on branch '{branch}' of {repository} seems to have no custom pipeline '{custom}'. "
                + Errors.NoWildcards(custom) + Suggestion.Text(custom, target.CustomPipelines, "It has"));
        }
    }

    /// <summary>
    /// Says that the same schedule exists already and is not changed, and warns when it is disabled but should not be. Says nothing when it
    /// has to be disabled yet.
    /// </summary>
    public static void ReportExisting(
        this PipelineSchedule existing, RepositoryId repository, bool disabled, Action<string> writeVerbose, Action<string> writeWarning)
    {
        string text = $"{repository} has a schedule of the same branch, pipeline and times already: {existing.Uuid}.";
        if (!disabled && !existing.Enabled)
        {
            string enable = $"Set-BbSchedule {Errors.Literal(existing.Uuid)} -Enabled $true -Repository {repository}";
            writeWarning($"{text} It is disabled, and stays so. Enable it: {enable}");
        }
        else if (disabled != existing.Enabled)
        {
            writeVerbose($"{text} It is unchanged.");
        }
    }
}
