namespace BitbucketPipelines.Api.Schedules;

/// <summary>The progress of a change of schedules, which describes the state that is left when the change is stopped.</summary>
/// <param name="repository">The repository.</param>
/// <param name="oldUuid">The uuid of the schedule that is replaced, or null.</param>
internal sealed class ScheduleProgress(RepositoryId repository, string? oldUuid)
{
    private volatile string? _newUuid;
    private volatile int _step = (int)ScheduleStep.Creating;

    /// <summary>The current request.</summary>
    public ScheduleStep Step
    {
        get => (ScheduleStep)_step;
        set => _step = (int)value;
    }

    /// <summary>The uuid of the new schedule, once it is known.</summary>
    public string? NewUuid
    {
        get => _newUuid;
        set => _newUuid = value;
    }

    /// <summary>Describes the state that is left when the change stops now, and what to do.</summary>
    public string Describe()
    {
        string enable = $"Set-BbSchedule '{oldUuid}' -Enabled $true -Repository {repository}";
        string disable = $"Set-BbSchedule '{NewUuid}' -Enabled $false -Repository {repository}";
        string remove = $"Remove-BbSchedule '{oldUuid}' -Repository {repository}";
        string left = (Step, oldUuid) switch
        {
            (ScheduleStep.Disabling, _) => $"Schedule {oldUuid} may be disabled, and no new one was created. Enable it again: {enable}",
            (ScheduleStep.Creating, null) => "It is not known whether the schedule was created",
            (ScheduleStep.Creating, _) =>
                $"Schedule {oldUuid} is disabled, and it is not known whether the new one was created. If it does not exist, enable the "
                    + "old "
                    + $"one again: {enable}",
            (ScheduleStep.DisablingNew, null) => $"Schedule {NewUuid} was created and may be ENABLED. Disable it: {disable}",
            (ScheduleStep.DisablingNew, _) =>
                $"Schedule {NewUuid} was created and may be ENABLED; schedule {oldUuid} is disabled and was not removed. {disable}; "
                    + $"{remove}",
            _ => $"Schedule {NewUuid} was created; schedule {oldUuid} is disabled and may not be removed yet. Remove it: {remove}",
        };
        return $"Stopped in the middle of a change of schedules in {repository}. {left}. Check first: Get-BbSchedule -Repository "
            + $"{repository}";
    }
}
