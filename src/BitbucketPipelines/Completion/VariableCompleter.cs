using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Completion;

/// <summary>Completes variable names of the workspace, the repository or the environment that the other parameters specify.</summary>
public sealed class VariableCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> FindAsync(CompletionContext context, CancellationToken cancellationToken)
    {
        VariableScope? scope = context switch
        {
            { WorkspaceScope: true, Workspace: { } workspace } => VariableScope.OfWorkspace(workspace),
            { Repository: null } => null,
            { Environment: { } environment } =>
                await new VariableScopeResolver().EnvironmentAsync(context.Client, context.Repository, environment, cancellationToken)
                .ConfigureAwait(false),
            _ => VariableScope.OfRepository(context.Repository),
        };
        return scope is null ? [] : (await context.Client
            .ReadAllAsync(VariableOperations.List(scope), v => v.Uuid, cancellationToken).ConfigureAwait(false))
            .Select(v => v.Name ?? "");
    }
}
