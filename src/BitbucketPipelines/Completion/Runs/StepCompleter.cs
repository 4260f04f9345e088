using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Completion;

/// <summary>Completes step names of the run specified with -Pipeline, or of the newest run.</summary>
public sealed class StepCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override TimeSpan Lifetime => NewestRunsCompleter.RunLifetime;

    /// <inheritdoc/>
    /// <remarks>A run that has just started has no steps yet.</remarks>
    private protected override bool KeepsEmpty => false;

    /// <inheritdoc/>
    private protected override async Task FindAsync(
        CompletionContext context, CompletionList found, CancellationToken cancellationToken)
    {
        if (await context.FindRunAsync(cancellationToken).ConfigureAwait(false) is var (repository, run))
        {
            found.Add((await StepList.ReadAsync(context.Client, repository, run, cancellationToken).ConfigureAwait(false))
                .Select(s => new CompletionItem(s.DisplayName, CompletionItem.Describe($"step {s.Position}", s.Status))));
        }
    }
}
