using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes branch names of the repository.</summary>
public sealed class BranchCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> FindAsync(CompletionContext context, CancellationToken cancellationToken) =>
        context.Repository is null ? [] : (await context.Client
            .ReadAllAsync(Repositories.Branches(context.Repository), r => r.Name, cancellationToken).ConfigureAwait(false))
            .Select(r => r.Name ?? "");
}
