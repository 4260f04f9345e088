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
}
