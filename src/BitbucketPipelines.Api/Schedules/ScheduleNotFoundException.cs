using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Schedules;

/// <summary>There is no schedule of a uuid.</summary>
internal sealed class ScheduleNotFoundException(
    string uuid, IReadOnlyList<PipelineSchedule> all) : Exception($"There is no schedule {uuid}.")
{
    public string Uuid { get; } = uuid;

    /// <summary>The schedules there are.</summary>
    public IReadOnlyList<PipelineSchedule> All { get; } = all;
}
