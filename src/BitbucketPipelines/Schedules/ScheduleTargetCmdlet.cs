using System.ComponentModel;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines;

/// <summary>A cmdlet that says what a schedule is to run.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ScheduleTargetCmdlet : RepositoryCmdlet
{
    /// <summary>Looks at branch and pipeline: Bitbucket takes any, and fails each time the schedule comes due.</summary>
    private protected void CheckTarget(RepositoryId repository, string branch, string? custom, bool force)
    {
        ScheduleTarget target = Await(token => ScheduleTarget.LookAsync(Client, repository, branch, custom is not null, token));
        if (target.BranchExists == false)
        {
            if (!force)
            {
                throw new ItemFailedException(ErrorRecords.ScheduleBranchNotFound(branch, repository));
            }

            WriteVerbose($"{repository} has no branch '{branch}'.");
        }
        else if (target.BranchExists is null)
        {
            WriteVerbose($"Whether {repository} has a branch '{branch}' cannot be seen: the credentials may not read repositories.");
        }

        if (custom is not null && target.CustomPipelines?.Contains(custom) == false)
        {
            WriteWarning($"bitbucket-pipelines.yml on branch '{branch}' of {repository} seems to have no custom pipeline '{custom}'. It "
                + $"has: {string.Join(", ", target.CustomPipelines)}.");
        }
    }

    /// <summary>When a pattern runs next, in words.</summary>
    private protected static string NextRun(CronPattern cron) =>
        cron.NextRuns().Take(1).Select(t => $"next run {new PlannedRun(cron.Quartz, t)}").FirstOrDefault()
            ?? "its time is over";
}
