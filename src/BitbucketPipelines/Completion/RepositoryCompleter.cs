using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes repository slugs of the workspace.</summary>
public sealed class RepositoryCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> FindAsync(CompletionContext context, CancellationToken cancellationToken) =>
        context.Workspace is null ? [] : (await context.Client
            .ReadAllAsync(Repositories.List(context.Workspace).With("sort", "slug"), r => r.RepositoryUuid ?? r.FullName, cancellationToken)
            .ConfigureAwait(false))
            .Select(r => r.Slug ?? "");
}
