using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Schedules: discriminators are required, a PUT changes <c>enabled</c> only, too many of them are a 401.</summary>
internal static class ScheduleEndpoint
{
    private const string ListPath = Lookup.RepositoryPath + "/pipelines_config/schedules";
    private const string Path = ListPath + "/{schedule_uuid}";

    public static void Register(Router router)
    {
        router.Get(ListPath, ScopeRule.ReadPipeline, request =>
            Paging.Service(request, [.. Lookup.Repository(request).Settings.Schedules.Where(s => IsListed(request, s))], ToJson));
        router.Post(ListPath, ScopeRule.RunPipeline, Create);
        router.Get(Path, ScopeRule.ReadPipeline, request => EmulatorResponse.Ok(ToJson(Find(request))));
        router.Put(Path, ScopeRule.RunPipeline, Update);
        router.Delete(Path, ScopeRule.WritePipeline, Remove);
        router.Get(Path + "/executions", ScopeRule.ReadPipeline, request =>
            Paging.Service(request, Find(request).Executions, execution => ToJson(request, execution)));
    }

    /// <summary>A branch that does not exist is accepted, and <c>enabled:false</c> is ignored.</summary>
    private static EmulatorResponse Create(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.Repository(request);
        JsonObject body = JsonBody.Read(request);
        JsonBody.RequireType(body, "pipeline_schedule");
        _ = JsonBody.Flag(body, "enabled");
        JsonObject target = JsonBody.Object(body, "target") ?? throw ApiErrors.InvalidProperties();
        JsonBody.RequireType(target, EmulatedTarget.Ref);
        Selector selector = PipelineTargets.ReadSelector(target) ?? throw ApiErrors.InvalidProperties();
        string branch = JsonBody.Required(target, "ref_name");
        if (JsonBody.Required(target, "ref_type") != "branch")
        {
            throw ApiErrors.InvalidField();
        }

        string cron = JsonBody.Required(body, "cron_pattern");
        if (!QuartzCron.IsValid(cron))
        {
            throw ApiErrors.UnprocessableEntity();
        }

        // 401, and not because of the credentials.
        if (repository.Settings.Schedules.Count >= request.State.Behavior.ScheduleLimit)
        {
            throw ApiErrors.Service(401, "The maximum limit of schedules for this repository was reached.");
        }

        var schedule = new EmulatedSchedule(request.State.World.Uuids.Next(), branch, selector, cron, request.Now);
        repository.Settings.Schedules.Add(schedule);
        return EmulatorResponse.Created(request, schedule.Uuid, ToJson(schedule));
    }

    /// <summary>Another target or pattern is swallowed with 200 and the old one.</summary>
    private static EmulatorResponse Update(EmulatorRequest request)
    {
        EmulatedSchedule schedule = Find(request);
        if (JsonBody.Flag(JsonBody.Read(request), "enabled") is { } enabled)
        {
            schedule.Enabled = enabled;
            schedule.UpdatedOn = request.Now;
        }

        return EmulatorResponse.Ok(ToJson(schedule));
    }

    private static EmulatorResponse Remove(EmulatorRequest request)
    {
        Lookup.Repository(request).Settings.Schedules.Remove(Find(request));
        return EmulatorResponse.Empty(204);
    }

    /// <summary>The list may lag behind.</summary>
    private static bool IsListed(EmulatorRequest request, EmulatedSchedule schedule) =>
        request.State.Behavior.NewItemListLag <= 0 || request.Now >= schedule.CreatedOn.AddSeconds(request.State.Behavior.NewItemListLag);

    private static EmulatedSchedule Find(EmulatorRequest request) =>
        Lookup.Item(request, "schedule_uuid", "Schedule", Lookup.Repository(request).Settings.Schedules, schedule => schedule.Uuid);

    private static JsonObject ToJson(EmulatedSchedule schedule) => new()
    {
        ["type"] = "pipeline_schedule",
        ["uuid"] = schedule.Uuid,
        ["enabled"] = schedule.Enabled,
        ["target"] = new JsonObject
        {
            ["type"] = EmulatedTarget.Ref,
            ["ref_type"] = "branch",
            ["ref_name"] = schedule.Branch,
            ["selector"] = schedule.Selector.ToJson(),
        },
        ["cron_pattern"] = schedule.Cron,
        ["created_on"] = Timestamps.Nine(schedule.CreatedOn),
        ["updated_on"] = Timestamps.Nine(schedule.UpdatedOn),
    };

    private static JsonObject ToJson(EmulatorRequest request, EmulatedExecution execution) => execution.Run is { } run
        ? new JsonObject
        {
            ["type"] = "pipeline_schedule_execution_executed",
            ["pipeline"] = PipelineJson.ToJson(request.State, run, request.Now),
        }
        : new JsonObject
        {
            ["type"] = "pipeline_schedule_execution_errored",
            ["error"] = new JsonObject
            {
                ["type"] = "pipeline_error",
                ["key"] = execution.Error?.Key,
                ["message"] = execution.Error?.Message,
            },
        };
}
