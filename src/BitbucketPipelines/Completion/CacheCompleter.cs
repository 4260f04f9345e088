using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes cache names of the repository.</summary>
public sealed class CacheCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> FindAsync(CompletionContext context, CancellationToken cancellationToken) =>
        context.Repository is null ? [] : (await context.Client
            .ReadAllAsync(Caches.List(context.Repository), c => c.Uuid, cancellationToken).ConfigureAwait(false))
            .Select(c => c.Name ?? "").OrderBy(n => n, StringComparer.OrdinalIgnoreCase);
}
