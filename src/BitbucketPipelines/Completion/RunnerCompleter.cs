using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes runner names of the repository, or of the workspace if -WorkspaceScope is specified.</summary>
public sealed class RunnerCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> FindAsync(CompletionContext context, CancellationToken cancellationToken)
    {
        RunnerScope? scope = context switch
        {
            { WorkspaceScope: true, Workspace: { } workspace } => RunnerScope.OfWorkspace(workspace),
            { WorkspaceScope: false, Repository: { } repository } => RunnerScope.OfRepository(repository),
            _ => null,
        };
        return scope is null ? [] : (await context.Client
            .ReadAllAsync(Runners.List(scope), r => r.Uuid, cancellationToken).ConfigureAwait(false))
            .Select(r => r.Name ?? "");
    }
}
