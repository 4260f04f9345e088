namespace BitbucketPipelines.Api.Schedules;

/// <summary>The state of the schedules after a change of several requests has failed.</summary>
internal enum ScheduleFailure
{
    /// <summary>The repository has the maximum number of schedules. Nothing was changed.</summary>
    LimitReached,

    /// <summary>No schedule was created or changed.</summary>
    NotMade,

    /// <summary>It is not known whether the new schedule was created. The old one, if any, is disabled.</summary>
    Unknown,

    /// <summary>The new schedule could not be disabled, and was removed again.</summary>
    NotDisabled,

    /// <summary>The new schedule could be neither disabled nor removed: it exists, and is enabled.</summary>
    LeftEnabled,

    /// <summary>No schedule was created, and the old one could not be enabled again.</summary>
    LeftDisabled,
}
