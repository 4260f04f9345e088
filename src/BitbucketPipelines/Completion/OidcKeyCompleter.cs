using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes ids of the keys that verify the OpenID tokens of the workspace.</summary>
public sealed class OidcKeyCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task FindAsync(
        CompletionContext context, CompletionList found, CancellationToken cancellationToken)
    {
        if (context.Workspace is { } workspace)
        {
            found.Add(((await context.Client.SendAsync(OpenIdConnect.Keys(workspace), cancellationToken).ConfigureAwait(false)).Keys ?? [])
                .Select(k => new CompletionItem(k?.KeyId ?? "", CompletionItem.Describe(k?.KeyType, k?.Algorithm))));
        }
    }
}
