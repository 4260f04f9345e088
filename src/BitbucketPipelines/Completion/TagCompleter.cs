using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes tag names of the repository, in descending order. Asks the server for the typed text.</summary>
public sealed class TagCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override string QueryOf(CompletionContext context) => CompletionText.Literal(context.Word);

    /// <inheritdoc/>
    private protected override Task FindAsync(CompletionContext context, CompletionList found, CancellationToken cancellationToken) =>
        context.Repository is { } repository
            ? ReadRefsAsync(context, Repositories.Tags(repository).With("sort", "-name"), found, cancellationToken)
            : Task.CompletedTask;
}
