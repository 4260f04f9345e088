using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Completion;

/// <summary>Completes variables of the scope that the other parameters specify.</summary>
public sealed class VariableCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task FindAsync(
        CompletionContext context, CompletionList found, CancellationToken cancellationToken)
    {
        VariableScope? scope = context switch
        {
            { WorkspaceScope: true, Workspace: { } workspace } => VariableScope.OfWorkspace(workspace),
            { Team: { } team } => VariableScope.OfTeam(team),
            { User: { } user } => VariableScope.OfUser(user),
            { Repository: null } => null,
            { Environment: { } environment } =>
                await new VariableScopeResolver().EnvironmentAsync(context.Client, context.Repository, environment, cancellationToken)
                .ConfigureAwait(false),
            _ => VariableScope.OfRepository(context.Repository),
        };
        if (scope is not null)
        {
            await ReadAsync(
                context, VariableOperations.List(scope), v => v.Uuid,
                v => context.Of(v.Name, v.Uuid, v.Secured ? $"secured variable of {scope}" : $"variable of {scope}"), found,
                cancellationToken).ConfigureAwait(false);
        }
    }
}
