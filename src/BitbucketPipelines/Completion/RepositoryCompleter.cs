using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>
/// Completes repository slugs of the workspace, or <c>workspace/slug</c> after a workspace and a slash. Asks the server for the typed text.
/// </summary>
public sealed class RepositoryCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override CompletionContext Prepare(CompletionContext context)
    {
        int slash = context.Word.IndexOf('/');
        if (slash < 1)
        {
            return context;
        }

        // Only one workspace can be specified, and an address cannot be completed.
        string typed = context.Word.Substring(0, slash);
        bool isOther = typed.IndexOf(':') >= 0
            || (context.IsWorkspaceTyped && RepositoryId.SameWorkspace(context.Workspace!, typed) == false);
        return context with
        {
            Workspace = isOther ? null : typed,
            Prefix = typed + "/",
            Word = context.Word.Substring(slash + 1),
        };
    }

    /// <inheritdoc/>
    private protected override string QueryOf(CompletionContext context) => CompletionText.Literal(context.Word);

    /// <inheritdoc/>
    private protected override async Task FindAsync(
        CompletionContext context, CompletionList found, CancellationToken cancellationToken)
    {
        if (context.Workspace is not { } workspace)
        {
            return;
        }

        await ReadAsync(found.Word).ConfigureAwait(false);
        // The server searches names, which can have spaces where slugs have hyphens. So ask for one word of several.
        string part = new string([.. found.Word.Select(c => char.IsLetterOrDigit(c) ? c : ' ')])
            .Split(' ').OrderByDescending(p => p.Length).First();
        if (found.Found.Count == 0 && part.Length < found.Word.Length)
        {
            await ReadAsync(part).ConfigureAwait(false);
        }

        Task ReadAsync(string word) => BitbucketCompleter.ReadAsync(
            context,
            Repositories.List(workspace).With("sort", "slug").With("q", word.Length == 0 ? null : QueryText.Contains("name", word)),
            r => r.RepositoryUuid ?? r.FullName,
            r => new CompletionItem(r.Slug is null ? "" : context.Prefix + r.Slug, CompletionItem.Describe(r.FullName, r.Description)),
            found, FewPages, cancellationToken);
    }
}
