using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Completion;

/// <summary>Completes custom pipelines, as bitbucket-pipelines.yml on the main branch names them.</summary>
public sealed class CustomPipelineCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> FindAsync(CompletionContext context, CancellationToken cancellationToken) =>
        context.Repository is null
            ? []
            : await CustomPipelines.NamesAsync(context.Client, context.Repository, cancellationToken).ConfigureAwait(false);
}
