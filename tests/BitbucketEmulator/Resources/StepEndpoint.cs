namespace BitbucketEmulator;

internal static class StepEndpoint
{
    public const string ListPath = Lookup.RepositoryPath + "/pipelines/{pipeline_uuid}/steps";
    public const string Path = ListPath + "/{step_uuid}";

    public static void Register(Router router)
    {
        router.Get(ListPath, ScopeRule.ReadPipeline, List);
        router.Get(Path, ScopeRule.ReadPipeline, GetOne);
    }

    /// <summary>Ignores paging and gives everything, though one client had to add paging of steps: a switch.</summary>
    private static EmulatorResponse List(EmulatorRequest request)
    {
        PipelineRun run = Lookup.Run(request);
        IReadOnlyList<StepSnapshot> steps = RunTimeline.At(run, request.Now).Steps;
        return request.State.Behavior.StepsPaging
            ? Paging.Service(request, steps, step => StepJson.ToJson(run, step, request.Now))
            : Paging.Whole(steps, step => StepJson.ToJson(run, step, request.Now));
    }

    private static EmulatorResponse GetOne(EmulatorRequest request)
    {
        PipelineRun run = Lookup.Run(request);
        StepSnapshot step = Lookup.Step(request, RunTimeline.At(run, request.Now));
        return EmulatorResponse.Ok(StepJson.ToJson(run, step, request.Now));
    }

    /// <summary>Undocumented: below <c>/internal</c>, with uuids only.</summary>
    public static void RegisterInternal(Router router) => router.Post(Path + "/start_step", ScopeRule.WritePipeline, Start);

    /// <summary>A person starts a manual step, as on the web page. Parallel manual steps start together here. 204 is a guess.</summary>
    private static EmulatorResponse Start(EmulatorRequest request)
    {
        _ = JsonBody.Read(request);
        Lookup.Uuid(request["pipeline_uuid"]);
        PipelineRun run = Lookup.Run(request);
        RunSnapshot snapshot = RunTimeline.At(run, request.Now);
        StepSnapshot step = Lookup.Step(request, snapshot);
        int index = snapshot.Steps.ToList().FindIndex(item => item.Uuid == step.Uuid);
        if (snapshot.WaitingStep is not { } waiting || step.Stage != "PAUSED" || index < waiting)
        {
            throw ApiErrors.Service(400, $"Step {step.Uuid} cannot be started in state {step.Result ?? step.Stage ?? step.State}");
        }

        run.StartManually(waiting, request.Now);
        return EmulatorResponse.Empty(204);
    }
}
