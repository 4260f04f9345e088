namespace BitbucketPipelines.Api.Schedules;

/// <summary>The request that a change of schedules is at.</summary>
internal enum ScheduleStep
{
    /// <summary>The old schedule is being disabled.</summary>
    Disabling,

    /// <summary>The new schedule is being made.</summary>
    Making,

    /// <summary>The new schedule, which the server made enabled, is being disabled.</summary>
    DisablingNew,

    /// <summary>The old schedule is being removed.</summary>
    Removing,
}
