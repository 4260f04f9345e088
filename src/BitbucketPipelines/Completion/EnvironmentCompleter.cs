using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes deployment environments of the repository.</summary>
public sealed class EnvironmentCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override Task FindAsync(CompletionContext context, CompletionList found, CancellationToken cancellationToken) =>
        context.Repository is not { } repository ? Task.CompletedTask : ReadAsync(
            context, Environments.List(repository), e => e.Uuid, e => context.Of(e.Name, e.Uuid, e.EnvironmentType), found,
            cancellationToken);
}
