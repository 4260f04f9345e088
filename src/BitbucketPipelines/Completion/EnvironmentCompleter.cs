using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes names of deployment environments of the repository.</summary>
public sealed class EnvironmentCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> FindAsync(CompletionContext context, CancellationToken cancellationToken) =>
        context.Repository is null ? [] : (await context.Client
            .ReadAllAsync(Environments.List(context.Repository), e => e.Uuid, cancellationToken).ConfigureAwait(false))
            .Select(e => e.Name ?? "");
}
