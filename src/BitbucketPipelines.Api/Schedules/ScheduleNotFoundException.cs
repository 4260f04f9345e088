using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Schedules;

/// <summary>A schedule with a certain uuid does not exist.</summary>
internal sealed class ScheduleNotFoundException(
    string uuid, IReadOnlyList<PipelineSchedule> all) : Exception($"There is no schedule {uuid}.")
{
    public string Uuid { get; } = uuid;

    /// <summary>The existing schedules.</summary>
    public IReadOnlyList<PipelineSchedule> All { get; } = all;
}
