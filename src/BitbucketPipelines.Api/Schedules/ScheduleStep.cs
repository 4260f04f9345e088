namespace BitbucketPipelines.Api.Schedules;

/// <summary>The current request of a change of schedules.</summary>
internal enum ScheduleStep
{
    /// <summary>The old schedule is being disabled.</summary>
    Disabling,

    /// <summary>The new schedule is being created.</summary>
    Creating,

    /// <summary>The new schedule, which the server created enabled, is being disabled.</summary>
    DisablingNew,

    /// <summary>The old schedule is being removed.</summary>
    Removing,
}
