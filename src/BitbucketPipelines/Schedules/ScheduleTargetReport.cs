using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines;

/// <summary>
/// What the user is told of the branch and the pipeline of a schedule: Bitbucket takes any, and fails each time the schedule comes due.
/// </summary>
internal static class ScheduleTargetReport
{
    /// <summary>The error of a branch that does not exist, unless it is taken nevertheless; else null.</summary>
    public static ErrorDescription? Refusal(this ScheduleTarget target, RepositoryId repository, string branch, bool force) =>
        target.BranchExists == false && !force ? ErrorRecords.ScheduleBranchNotFound(branch, repository) : null;

    /// <summary>Writes what is doubtful, and what cannot be seen.</summary>
    public static void Describe(
        this ScheduleTarget target, RepositoryId repository, string branch, string? custom, Action<string> writeVerbose,
        Action<string> writeWarning)
    {
        if (target.BranchExists is null)
        {
            writeVerbose($"Whether {repository} has a branch '{branch}' cannot be seen: the credentials may not read repositories.");
        }
        else if (target.BranchExists == false)
        {
            writeVerbose($"{repository} has no branch '{branch}'.");
        }

        if (custom is not null && target.CustomPipelines?.Contains(custom) == false)
        {
            writeWarning($"bitbucket-pipelines.yml on branch '{branch}' of {repository} seems to have no custom pipeline '{custom}'. It "
                + $"has: {string.Join(", ", target.CustomPipelines)}.");
        }
    }
}
