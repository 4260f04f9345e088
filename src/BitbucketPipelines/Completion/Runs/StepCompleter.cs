using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Completion;

/// <summary>Completes step names of the run specified with -Pipeline.</summary>
public sealed class StepCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    /// <remarks>A run that has just started has no steps yet.</remarks>
    private protected override bool KeepsEmpty => false;

    /// <inheritdoc/>
    private protected override async Task FindAsync(
        CompletionContext context, CompletionList found, CancellationToken cancellationToken)
    {
        if (context.Run is { Repository: { } repository, Value: var run })
        {
            found.Add((await StepList.ReadAsync(context.Client, repository, run, cancellationToken).ConfigureAwait(false))
                .Select(s => new CompletionItem(s.DisplayName, CompletionItem.Describe($"step {s.Position}", s.Status))));
        }
    }
}
