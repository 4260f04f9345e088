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
            s => new Suggestion(
                s.Uuid ?? "",
                Suggestion.Describe(Display.Runs(s), s.Cron, s is { Enabled: true, NextRun: not null }
                    ? $"next run {Display.NextRun(s)} UTC" : Display.NextRun(s)))
                { Name = s.Custom ?? s.Branch },
            found, cancellationToken);
}
