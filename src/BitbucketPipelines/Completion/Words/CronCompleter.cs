using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines.Completion;

/// <summary>Completes common cron patterns.</summary>
public sealed class CronCompleter : WordCompleter
{
    private static readonly (string Pattern, string Meaning)[] s_presets =
    [
        ("@hourly", "every hour"),
        ("@daily", "every day at 0:00 UTC"),
        ("@weekly", "every Sunday at 0:00 UTC"),
        ("@monthly", "on the first day of each month at 0:00 UTC"),
        ("@yearly", "on January 1st at 0:00 UTC"),
        ("0 */6 * * *", "every six hours"),
        ("0 2 * * *", "every day at 2:00 UTC"),
        ("0 2 * * 1-5", "Monday to Friday at 2:00 UTC"),
        ("0 2 * * 6", "every Saturday at 2:00 UTC"),
        ("0 2 1 * *", "on the first day of each month at 2:00 UTC"),
    ];

    /// <inheritdoc/>
    private protected override IEnumerable<CompletionItem> Find() => s_presets.Select(p => new CompletionItem(
        p.Pattern, CompletionItem.Describe(p.Meaning, CronPattern.TryParse(p.Pattern) is { } cron ? PlannedRun.Describe(cron) : null)));
}
