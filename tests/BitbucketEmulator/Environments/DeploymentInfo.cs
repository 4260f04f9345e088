namespace BitbucketEmulator;

/// <summary>A deployment: a step of a run that names an environment. Like the rest of the run, it is computed when it is read.</summary>
internal sealed record DeploymentInfo(PipelineRun Run, StepSnapshot Step, EmulatedEnvironment Environment)
{
    public string Uuid => Step.Identity.DeploymentUuid!;

    /// <summary>The state of the deployment. A step that never ran has deployed nothing.</summary>
    public string State => Step.Result == "NOT_RUN" ? "UNDEPLOYED" : Step.State switch
    {
        "COMPLETED" => "COMPLETED",
        "IN_PROGRESS" => "IN_PROGRESS",
        _ => "UNDEPLOYED",
    };

    /// <summary>The status of the deployment. Bitbucket has no status for an error or an expiry.</summary>
    public string? Status => State != "COMPLETED" ? null : Step.Result is "SUCCESSFUL" or "STOPPED" ? Step.Result : "FAILED";

    /// <summary>All deployments of a repository, the oldest first. A step whose environment does not exist (any more) has none.</summary>
    public static IReadOnlyList<DeploymentInfo> Of(EmulatedRepository repository, DateTimeOffset now)
    {
        var all = new List<DeploymentInfo>();
        foreach (PipelineRun run in repository.Runs.Where(run => run.Script.Steps.Any(step => step.Deployment is not null)))
        {
            foreach (StepSnapshot step in RunTimeline.At(run, now).Steps)
            {
                if (step.Script.Deployment is { } name && repository.FindEnvironment(name) is { } environment)
                {
                    all.Add(new DeploymentInfo(run, step, environment));
                }
            }
        }

        return all;
    }
}
