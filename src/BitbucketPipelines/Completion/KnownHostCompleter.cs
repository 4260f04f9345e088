using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes names of known hosts of the repository.</summary>
public sealed class KnownHostCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> FindAsync(CompletionContext context, CancellationToken cancellationToken) =>
        context.Repository is null ? [] : (await context.Client
            .ReadAllAsync(KnownHosts.List(context.Repository), h => h.Uuid, cancellationToken).ConfigureAwait(false))
            .Select(h => h.Name ?? "");
}
