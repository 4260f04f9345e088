using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Completion;

/// <summary>Completes step names of the run specified with -Pipeline.</summary>
public sealed class StepCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> FindAsync(CompletionContext context, CancellationToken cancellationToken) =>
        context.Run is not { Repository: { } repository, Value: var run } ? [] : (await StepList
            .ReadAsync(context.Client, repository, run, cancellationToken).ConfigureAwait(false))
            .Select(s => s.DisplayName);
}
