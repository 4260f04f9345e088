using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes keys of the projects of the workspace. Without the scope for projects, those of the repositories.</summary>
public sealed class ProjectCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task FindAsync(
        CompletionContext context, CompletionList found, CancellationToken cancellationToken)
    {
        if (context.Workspace is not { } workspace)
        {
            return;
        }

        try
        {
            await ReadAsync(
                context, Repositories.Projects(workspace), p => p.Key, p => new CompletionItem(p.Key ?? "", p.Name), found, FewPages,
                cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException)
        {
            await ReadAsync(
                context, Repositories.List(workspace).With("sort", "slug"), r => r.RepositoryUuid ?? r.FullName,
                r => new CompletionItem(r.Project ?? "", r.ProjectDetail?.Name), found, FewPages, cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
