using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Logs: Accept decides, a running step gives what is there, a finished one is a redirect to storage.</summary>
internal static class LogEndpoint
{
    private static readonly string[] s_accepted = ["*/*", "application/*", "application/octet-stream"];

    public static void Register(Router router)
    {
        router.Get(StepEndpoint.Path + "/log", ScopeRule.ReadPipeline, GetStepLog);
        router.Get(StepEndpoint.Path + "/logs", ScopeRule.ReadPipeline, ListLogs);
        router.Get(StepEndpoint.Path + "/logs/{log_uuid}", ScopeRule.ReadPipeline, GetContainerLog);
    }

    private static EmulatorResponse GetStepLog(EmulatorRequest request)
    {
        CheckAccept(request);
        StepSnapshot step = Lookup.Step(request, RunTimeline.At(Lookup.Run(request), request.Now));
        return Answer(request, step, step.Script.Log);
    }

    /// <summary>The build container's log has the step's uuid, a service's its own (Atlassian's description of the parameter).</summary>
    private static EmulatorResponse GetContainerLog(EmulatorRequest request)
    {
        CheckAccept(request);
        StepSnapshot step = Lookup.Step(request, RunTimeline.At(Lookup.Run(request), request.Now));
        string uuid = Lookup.Uuid(request["log_uuid"]);
        if (uuid == step.Uuid)
        {
            return Answer(request, step, step.Script.Log);
        }

        string? service = step.ServiceLogs.FirstOrDefault(item => item.Value == uuid).Key;
        return service is null ? throw NoLog(step) : Answer(request, step, step.Script.Services[service]);
    }

    private static EmulatorResponse ListLogs(EmulatorRequest request)
    {
        if (!request.State.Behavior.LogsList)
        {
            throw ApiErrors.NoApi();
        }

        StepSnapshot step = Lookup.Step(request, RunTimeline.At(Lookup.Run(request), request.Now));
        List<KeyValuePair<string, string>> logs = [new("build", step.Uuid), .. step.ServiceLogs];
        return Paging.Service(request, logs, log => new JsonObject { ["uuid"] = log.Value, ["name"] = log.Key });
    }

    private static EmulatorResponse Answer(EmulatorRequest request, StepSnapshot step, LogScript log)
    {
        if (!step.HasLog)
        {
            throw NoLog(step);
        }

        byte[] bytes = log.GetBytes();
        bool whole = step.CompletedOn is not null && step.Result != "STOPPED";
        int length = whole
            ? bytes.Length
            : log.LengthAt(step.SecondsAt(request.Now), step.Script.Duration, step.Script.GrowBytes);
        if (length < bytes.Length)
        {
            bytes = bytes[..length];
        }

        if (step.CompletedOn is not null)
        {
            EmulatorState state = request.State;
            string link = state.World.StorageLinks.Issue(StorageLinkStore.Logs, bytes, request.Now, state.Behavior.LinkLifetime);
            return EmulatorResponse.Empty(307).With("Location", new Uri(state.StorageUri, link).AbsoluteUri);
        }

        return ByteRange.Answer(bytes, request.State.Behavior.LogRange ? request.Header("Range") : null)
            .With("Accept-Ranges", request.State.Behavior.LogRange ? "bytes" : "none");
    }

    private static void CheckAccept(EmulatorRequest request)
    {
        string? accept = request.Header("Accept");
        bool accepted = accept is null || accept.Split(',').Any(range =>
            s_accepted.Contains(range.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase));
        if (!accepted)
        {
            throw new ApiErrorException(EmulatorResponse.FromJson(406, new JsonObject
            {
                ["error"] = new JsonObject { ["message"] = "Not acceptable", ["detail"] = "Could not find acceptable representation" },
            }));
        }
    }

    private static ApiErrorException NoLog(StepSnapshot step) => ApiErrors.Service(404, $"Log in step {step.Uuid} does not exist.");
}
