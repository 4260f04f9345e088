using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes tag names of the repository, in descending order.</summary>
public sealed class TagCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> FindAsync(CompletionContext context, CancellationToken cancellationToken) =>
        context.Repository is null ? [] : (await context.Client
            .ReadAllAsync(Repositories.Tags(context.Repository).With("sort", "-name"), r => r.Name, cancellationToken)
            .ConfigureAwait(false))
            .Select(r => r.Name ?? "");
}
