namespace BitbucketPipelines.Api.Schedules;

/// <summary>How far a change of schedules has come.</summary>
/// <param name="repository">Where.</param>
/// <param name="old">The schedule that is replaced, or null.</param>
internal sealed class ScheduleProgress(RepositoryId repository, string? old)
{
    private volatile string? _made;
    private volatile int _step = (int)ScheduleStep.Making;

    /// <summary>The request that it is at.</summary>
    public ScheduleStep Step
    {
        get => (ScheduleStep)_step;
        set => _step = (int)value;
    }

    /// <summary>The new schedule, once it is known.</summary>
    public string? Made
    {
        get => _made;
        set => _made = value;
    }

    /// <summary>What is left when nobody goes on, and what to do.</summary>
    public string Describe()
    {
        string enable = $"Set-BbSchedule '{old}' -Enabled $true -Repository {repository}";
        string disable = $"Set-BbSchedule '{Made}' -Enabled $false -Repository {repository}";
        string remove = $"Remove-BbSchedule '{old}' -Repository {repository}";
        string left = (Step, old) switch
        {
            (ScheduleStep.Disabling, _) => $"Schedule {old} may be disabled, and no new one was made. Enable it again: {enable}",
            (ScheduleStep.Making, null) => "It is not known whether the schedule was made",
            (ScheduleStep.Making, _) =>
                $"Schedule {old} is disabled, and it is not known whether the new one was made. If it is not there, enable the old one "
                    + $"again: {enable}",
            (ScheduleStep.DisablingNew, null) => $"Schedule {Made} was made and may be ENABLED. Disable it: {disable}",
            (ScheduleStep.DisablingNew, _) =>
                $"Schedule {Made} was made and may be ENABLED; schedule {old} is disabled and was not removed. {disable}; {remove}",
            _ => $"Schedule {Made} was made; schedule {old} is disabled and may not be removed yet. Remove it: {remove}",
        };
        return $"Stopped in the middle of a change of schedules in {repository}. {left}. Look first: Get-BbSchedule -Repository "
            + $"{repository}";
    }
}
