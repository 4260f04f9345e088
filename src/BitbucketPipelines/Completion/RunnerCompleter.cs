using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes runners of the repository, or of the workspace if -WorkspaceScope is specified: names, uuids or labels.</summary>
public sealed class RunnerCompleter : BitbucketCompleter
{
    private static readonly string[] s_labels =
        [RunnerLabels.SelfHosted, "linux", "linux.arm64", "linux.shell", "macos", "windows"];

    /// <inheritdoc/>
    private protected override async Task FindAsync(
        CompletionContext context, CompletionList found, CancellationToken cancellationToken)
    {
        bool isLabel = context.Parameter == "Label";
        if (isLabel)
        {
            found.Add(s_labels.Select(l => new CompletionItem(l)));
        }

        RunnerScope? scope = context switch
        {
            { WorkspaceScope: true, Workspace: { } workspace } => RunnerScope.OfWorkspace(workspace),
            { WorkspaceScope: false, Repository: { } repository } => RunnerScope.OfRepository(repository),
            _ => null,
        };
        if (scope is null)
        {
            return;
        }

        if (!isLabel)
        {
            await ReadAsync(
                context, Runners.List(scope), r => r.Uuid, r => context.Of(r.Name, r.Uuid, r.Status, string.Join(" ", r.Labels)), found,
                cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (Api.Models.Runner runner in await context.Client.ReadAllAsync(Runners.List(scope), r => r.Uuid, cancellationToken)
            .ConfigureAwait(false))
        {
            found.Add(runner.Labels.Select(l => new CompletionItem(l, $"label of runner {runner.Name}")));
        }
    }
}
