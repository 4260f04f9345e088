using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes schedule uuids. Schedules have no names.</summary>
public sealed class ScheduleCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> FindAsync(CompletionContext context, CancellationToken cancellationToken) =>
        context.Repository is null ? [] : (await context.Client
            .ReadAllAsync(ScheduleOperations.List(context.Repository), s => s.Uuid, cancellationToken).ConfigureAwait(false))
            .Select(s => s.Uuid ?? "");
}
