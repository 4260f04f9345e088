namespace BitbucketPipelines.Api.Schedules;

/// <summary>Which days of a month a special sign of Quartz means.</summary>
internal enum CronDayRule
{
    /// <summary>None: the field lists values.</summary>
    None,

    /// <summary><c>L</c>, <c>L-3</c>: the last day, or some days before it.</summary>
    Last,

    /// <summary><c>LW</c>, <c>L-3W</c>: the workday next to it.</summary>
    LastWorkday,

    /// <summary><c>15W</c>: the workday next to a day.</summary>
    Workday,

    /// <summary><c>6L</c>: the last such day of the week.</summary>
    LastOfWeekday,

    /// <summary><c>6#3</c>: the third such day of the week.</summary>
    NthOfWeekday,
}
