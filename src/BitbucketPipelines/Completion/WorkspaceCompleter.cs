using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes slugs of the workspaces that the user is a member of.</summary>
public sealed class WorkspaceCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task FindAsync(
        CompletionContext context, CompletionList found, CancellationToken cancellationToken)
    {
        // Access tokens may not ask for the workspaces.
        found.Add(new[] { context.Workspace }.OfType<string>().Select(w => new CompletionItem(w)));
        await ReadAsync(
            context, Accounts.Workspaces(), w => w.Workspace?.Slug, w => new CompletionItem(w.Workspace?.Slug ?? "", w.Workspace?.Name),
            found,
            FewPages, cancellationToken).ConfigureAwait(false);
    }
}
