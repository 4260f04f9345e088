using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes slugs of the workspaces that the user is a member of.</summary>
public sealed class WorkspaceCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task FindAsync(
        CompletionContext context, CompletionList found, CancellationToken cancellationToken)
    {
        // Access tokens may not ask for the workspaces.
        found.Add(new[] { context.Workspace }.OfType<string>().Select(w => new CompletionItem(w)));
        await ReadAsync(
            context, Accounts.Workspaces(), w => w.Workspace?.Slug, w => new CompletionItem(w.Workspace?.Slug ?? "", w.Workspace?.Name),
            found,
            FewPages, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>Completes slugs of workspaces, and <c>workspace/slug</c> after a workspace and a slash.</summary>
public sealed class WorkspaceOrRepositoryCompleter : IArgumentCompleter
{
    private readonly WorkspaceCompleter _workspaces = new();
    private readonly RepositoryCompleter _repositories = new();

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        (wordToComplete?.IndexOf('/') > 0 ? (IArgumentCompleter)_repositories : _workspaces)
            .CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters);
}
