namespace BitbucketPipelines.Api.Schedules;

/// <summary>A special expression of Quartz that selects days of a month.</summary>
internal enum CronDayRule
{
    /// <summary>No special expression: the field lists values.</summary>
    None,

    /// <summary><c>L</c>, <c>L-3</c>: the last day, or some days before it.</summary>
    Last,

    /// <summary><c>LW</c>, <c>L-3W</c>: the workday nearest to that day.</summary>
    LastWorkday,

    /// <summary><c>15W</c>: the workday nearest to a day.</summary>
    Workday,

    /// <summary><c>6L</c>: the last occurrence of a day of the week.</summary>
    LastOfWeekday,

    /// <summary><c>6#3</c>: the third occurrence of a day of the week.</summary>
    NthOfWeekday,
}
