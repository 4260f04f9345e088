using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Schedules;

/// <summary>A schedule in place of another.</summary>
/// <param name="Schedule">The new one.</param>
/// <param name="NotRemoved">Why the old one is still there, disabled; null when it is gone.</param>
internal sealed record ScheduleReplacement(PipelineSchedule Schedule, BitbucketApiException? NotRemoved);
