using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Completion;

/// <summary>Completes the names of custom pipelines in bitbucket-pipelines.yml on the main branch.</summary>
public sealed class CustomPipelineCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> FindAsync(CompletionContext context, CancellationToken cancellationToken) =>
        context.Repository is null
            ? []
            : await CustomPipelines.NamesAsync(context.Client, context.Repository, cancellationToken).ConfigureAwait(false);
}
