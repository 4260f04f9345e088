namespace BitbucketPipelines.Api.Schedules;

/// <summary>What became of schedules when a change of several requests failed.</summary>
internal enum ScheduleFailure
{
    /// <summary>The repository has as many schedules as it may have. Nothing has changed.</summary>
    LimitReached,

    /// <summary>None was made, or changed.</summary>
    NotMade,

    /// <summary>It is not known whether the new one was made. The old one, if there is one, is disabled.</summary>
    Unknown,

    /// <summary>The new one could not be disabled, and was removed again.</summary>
    NotDisabled,

    /// <summary>The new one could neither be disabled nor removed: it is there, and enabled.</summary>
    LeftEnabled,

    /// <summary>None was made, and the old one could not be enabled again.</summary>
    LeftDisabled,
}
