using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Completion;

/// <summary>Completes names of steps, when -Pipeline is given before.</summary>
public sealed class StepCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> FindAsync(CompletionContext context, CancellationToken cancellationToken) =>
        context.Repository is null || !PipelineId.TryParse(context.Pipeline, out PipelineId? run) ? [] : (await StepList
            .ReadAsync(context.Client, run!.Repository ?? context.Repository, run.Value, cancellationToken).ConfigureAwait(false))
            .Select(s => s.DisplayName);
}
