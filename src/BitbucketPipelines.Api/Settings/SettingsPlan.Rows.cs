using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines.Api.Settings;

/// <content>The planned changes that the plan consists of, and how each is carried out.</content>
internal sealed partial class SettingsPlan
{
    private void Keep(SettingKind kind, string name) => Add(kind, name, ItemAction.Unchanged, $"Keep {name} in {Target}", null, null, null);

    private void Skip(SettingKind kind, string name, string reason, BitbucketApiException? failure = null) =>
        Add(kind, name, ItemAction.Skipped, $"Skip {name} in {Target}", reason, failure, null);

    private void Change(
        SettingKind kind, string name, ItemAction action, string text, Func<CancellationToken, Task> apply, int requests = 1)
    {
        Add(kind, name, action, text, null, null, apply);
        _plan[_plan.Count - 1] = _plan[_plan.Count - 1] with { Requests = requests };
    }

    private void Add(
        SettingKind kind, string name, ItemAction action, string text, string? reason, BitbucketApiException? failure,
        Func<CancellationToken, Task>? apply)
    {
        _plan.Add(new PlannedSetting(
            kind, name, action, text,
            (status, why) => new SettingResult(
                kind, name, Target, status == ItemResult.Skipped ? ItemAction.Skipped : action, status, why)
                { Failure = ItemFailure.From(failure) },
            token => apply is null
                ? Task.FromResult(new SettingResult(
                    kind, name, Target, action,
                    failure is not null ? ItemResult.Failed : action == ItemAction.Skipped ? ItemResult.Skipped : ItemResult.Succeeded,
                    reason) { Failure = ItemFailure.From(failure) })
                : TryApplyAsync(kind, name, action, apply, token))
        {
            Reason = reason,
            IsFailure = failure is not null,
        });
    }

    private async Task<SettingResult> TryApplyAsync(
        SettingKind kind, string name, ItemAction action, Func<CancellationToken, Task> apply, CancellationToken cancellationToken)
    {
        try
        {
            await apply(cancellationToken).ConfigureAwait(false);
            return new SettingResult(kind, name, Target, action, ItemResult.Succeeded, null);
        }
        catch (Exception e) when (e is BitbucketApiException or EnvironmentException or ScheduleException or ScheduleNotFoundException
            or SettingNotPossibleException)
        {
            return new SettingResult(kind, name, Target, action, ItemResult.Failed, e.Message)
            {
                Cause = e,
                // Bitbucket answers 401 at the limit of schedules, which does not mean that the credentials are wrong.
                Failure = e is ScheduleException { Failure: ScheduleFailure.LimitReached } ? null
                    : ItemFailure.From(e as BitbucketApiException ?? e.InnerException as BitbucketApiException),
            };
        }
    }
}

/// <summary>A setting cannot be changed, because something before it failed.</summary>
internal sealed class SettingNotPossibleException(string message) : Exception(message);
