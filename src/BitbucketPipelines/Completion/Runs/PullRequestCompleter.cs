using System.Globalization;
using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes the numbers of the open pull requests of the repository.</summary>
public sealed class PullRequestCompleter : BitbucketCompleter
{
    /// <summary>Longer pages are refused.</summary>
    private const int PageLength = 50;

    /// <inheritdoc/>
    private protected override Task FindAsync(CompletionContext context, CompletionList found, CancellationToken cancellationToken) =>
        context.Repository is not { } repository ? Task.CompletedTask : ReadAsync(
            context, Repositories.PullRequests(repository), p => p.Id?.ToString(CultureInfo.InvariantCulture),
            p => new CompletionItem(
                p.Id?.ToString(CultureInfo.InvariantCulture) ?? "",
                CompletionItem.Describe(p.Title, $"{p.Source?.Branch?.Name} to {p.Destination?.Branch?.Name}"))
                { IsBare = true },
            found, FewPages, cancellationToken, PageLength);
}
