using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Completion;

/// <summary>Completes uuids of deployments of the repository.</summary>
public sealed class DeploymentCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override Task FindAsync(CompletionContext context, CompletionList found, CancellationToken cancellationToken) =>
        context.Repository is not { } repository ? Task.CompletedTask : ReadAsync(
            context, Deployments.List(repository), d => d.Uuid,
            d => new CompletionItem(
                d.Uuid ?? "",
                CompletionItem.Describe(d.Environment, d.Status ?? d.State, d.Release, Display.Ago(d.CompletedOn ?? d.StartedOn)))
                { Name = d.Environment },
            found, FewPages, cancellationToken);
}
