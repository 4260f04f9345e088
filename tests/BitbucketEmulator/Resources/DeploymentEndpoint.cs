using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Deployments, as recorded. The outcome is <c>state.status</c>, null while it runs.</summary>
internal static class DeploymentEndpoint
{
    private const string Path = Lookup.RepositoryPath + "/deployments";

    public static void Register(Router router)
    {
        router.Get(Path, ScopeRule.ReadPipeline, request => Paging.Service(request, Listed(request), item => ToJson(request.State, item)));
        router.Get(Path + "/{deployment_uuid}", ScopeRule.ReadPipeline, request => EmulatorResponse.Ok(
            ToJson(request.State, Lookup.Item(request, "deployment_uuid", "Deployment", All(request), item => item.Uuid))));
    }

    /// <summary>Those of one run, when asked for by the uuid of the run.</summary>
    private static List<DeploymentInfo> Listed(EmulatorRequest request) =>
        ListParameters.Apply(request, All(request), new Dictionary<string, Func<DeploymentInfo, string>>
        {
            ["deployable.pipeline.uuid"] = d => d.Run.Uuid,
        });

    private static IReadOnlyList<DeploymentInfo> All(EmulatorRequest request) => DeploymentInfo.Of(Lookup.Repository(request), request.Now);

    private static JsonObject ToJson(EmulatorState state, DeploymentInfo deployment)
    {
        PipelineRun run = deployment.Run;
        DateTimeOffset updated = deployment.Step.CompletedOn ?? deployment.Step.StartedOn ?? run.CreatedOn;
        return new JsonObject
        {
            ["type"] = "deployment",
            ["uuid"] = deployment.Uuid,
            ["step"] = new JsonObject { ["uuid"] = deployment.Step.Uuid },
            ["environment"] = Environment(deployment.Environment),
            ["release"] = Release(state, run),
            ["deployable"] = new JsonObject
            {
                ["type"] = "deployment_release",
                ["commit"] = CoreJson.Commit(state, run.Repository, run.Target.CommitHash),
                ["pipeline"] = new JsonObject { ["type"] = "pipeline", ["uuid"] = run.Uuid },
            },
            ["state"] = State(deployment),
            ["last_update_time"] = Timestamps.Nine(updated),
        };
    }

    private static JsonObject Environment(EmulatedEnvironment environment) => new()
    {
        ["type"] = "deployment_environment",
        ["uuid"] = environment.Uuid,
        ["name"] = environment.Name,
        ["environment_type"] = new JsonObject
        {
            ["type"] = "deployment_environment_type",
            ["name"] = environment.Type,
            ["rank"] = environment.TypeRank,
        },
    };

    private static JsonObject Release(EmulatorState state, PipelineRun run) => new()
    {
        ["type"] = "deployment_release",
        ["uuid"] = run.Uuid,
        ["name"] = $"#{run.BuildNumber}",
        ["key"] = "pipelines-" + run.Uuid,
        ["url"] = Page(run),
        ["pipeline"] = new JsonObject { ["type"] = "pipeline", ["uuid"] = run.Uuid },
        ["commit"] = CoreJson.Commit(state, run.Repository, run.Target.CommitHash),
        ["created_on"] = Timestamps.Nine(run.CreatedOn),
    };

    private static JsonObject State(DeploymentInfo deployment)
    {
        string type = "deployment_state_" + deployment.State.ToLowerInvariant();
        var json = new JsonObject { ["type"] = type, ["name"] = deployment.State };
        if (deployment.State == "UNDEPLOYED")
        {
            json["trigger_url"] = Page(deployment.Run);
            return json;
        }

        json["url"] = $"{Page(deployment.Run)}/steps/{Uri.EscapeDataString(deployment.Step.Uuid)}";
        json["status"] = deployment.Status is { } status
            ? new JsonObject { ["type"] = $"{type}_status_{status.ToLowerInvariant()}", ["name"] = status }
            : null;
        json["started_on"] = Timestamps.Nine(deployment.Step.StartedOn!.Value);
        if (deployment.Step.CompletedOn is { } completed)
        {
            json["completed_on"] = Timestamps.Nine(completed);
        }

        return json;
    }

    private static string Page(PipelineRun run) =>
        $"https://bitbucket.org/{run.Repository.FullName}/addon/pipelines/home#!/results/{run.BuildNumber}";
}
