namespace BitbucketEmulator;

/// <summary>One run.</summary>
internal static class PipelineEndpoint
{
    private const string Path = Lookup.RepositoryPath + "/pipelines/{pipeline_uuid}";

    public static void Register(Router router)
    {
        router.Get(Path, ScopeRule.ReadPipeline, request =>
            EmulatorResponse.Ok(PipelineJson.ToJson(request.State, Lookup.Run(request), request.Now)));
        router.Post(Path + "/stopPipeline", ScopeRule.WritePipeline, Stop);
    }

    /// <summary>
    /// 204; 400 when the run has ended, in the words of the filters; 204 without any effect, however often, while a manual step waits
    ///.
    /// </summary>
    private static EmulatorResponse Stop(EmulatorRequest request)
    {
        PipelineRun run = Lookup.Run(request);
        RunSnapshot snapshot = RunTimeline.At(run, request.Now);
        if (snapshot.IsCompleted)
        {
            throw ApiErrors.Service(400, $"Cannot stop pipeline result that is already complete with status {snapshot.StatusWord}");
        }

        if (snapshot.WaitingStep is null)
        {
            run.StopRequestedAt ??= request.Now;
        }

        return EmulatorResponse.Empty(204);
    }
}
