using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Completion;

/// <summary>Completes schedule uuids. Schedules have no names, so what they run is completed to the uuid.</summary>
public sealed class ScheduleCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override Task FindAsync(CompletionContext context, CompletionList found, CancellationToken cancellationToken) =>
        context.Repository is not { } repository ? Task.CompletedTask : ReadAsync(
            context, ScheduleOperations.List(repository), s => s.Uuid,
            s => new CompletionItem(
                s.Uuid ?? "",
                CompletionItem.Describe(
                    s.Custom is { } custom ? $"{custom} on {s.Branch}" : s.Branch, s.Cron,
                    s.NextRun is null ? Display.NextRun(s.Enabled, null) : $"next run {Display.NextRun(s.Enabled, s.NextRun)}"))
                { Name = s.Custom ?? s.Branch },
            found, cancellationToken);
}
