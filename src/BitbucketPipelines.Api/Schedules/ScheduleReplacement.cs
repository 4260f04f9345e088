using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Schedules;

/// <summary>The result of replacing a schedule.</summary>
/// <param name="Schedule">The new schedule.</param>
/// <param name="NotRemoved">Why the old schedule could not be removed and is left disabled; null when it was removed.</param>
internal sealed record ScheduleReplacement(PipelineSchedule Schedule, BitbucketApiException? NotRemoved);
