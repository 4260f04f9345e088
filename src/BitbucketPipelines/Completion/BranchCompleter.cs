using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes branch names of the repository. Asks the server for the typed text, because there can be thousands.</summary>
public sealed class BranchCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override string QueryOf(CompletionContext context) => CompletionText.Literal(context.Word);

    /// <inheritdoc/>
    private protected override Task FindAsync(CompletionContext context, CompletionList found, CancellationToken cancellationToken) =>
        context.Repository is { } repository
            ? ReadRefsAsync(context, Repositories.Branches(repository), found, cancellationToken)
            : Task.CompletedTask;
}
