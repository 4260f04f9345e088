using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Completion;

/// <summary>Completes names of test cases of the run specified with -Pipeline or of the newest run, failed ones first.</summary>
public sealed class TestCaseCompleter : BitbucketCompleter
{
    /// <summary>More steps would take longer than a completion may.</summary>
    private const int MostSteps = 5;

    private const int MostCases = 1000;

    /// <inheritdoc/>
    private protected override TimeSpan Lifetime => NewestRunsCompleter.RunLifetime;

    /// <inheritdoc/>
    private protected override bool KeepsEmpty => false;

    /// <inheritdoc/>
    private protected override async Task FindAsync(
        CompletionContext context, CompletionList found, CancellationToken cancellationToken)
    {
        if (await context.FindRunAsync(cancellationToken).ConfigureAwait(false) is not var (repository, run))
        {
            return;
        }

        IReadOnlyList<PipelineStep> steps = await StepList.ReadAsync(context.Client, repository, run, cancellationToken)
            .ConfigureAwait(false);
        var cases = new List<TestCase>();
        foreach (PipelineStep step in steps.Where(s => context.Step is null || StepSelector.Matches(s, context.Step))
            .OrderByDescending(s => s.IsFailed).Take(MostSteps))
        {
            await StepTests.CasesAsync(
                context.Client, step,
                page =>
                {
                    cases.AddRange(page);
                    return Task.FromResult(cases.Count < MostCases);
                },
                cancellationToken).ConfigureAwait(false);
            found.Set(cases.OrderByDescending(c => c.Status is TestCase.FailedStatus or TestCase.ErrorStatus)
                .Select(c => new CompletionItem(c.Name ?? "", CompletionItem.Describe(c.Status, c.FullyQualifiedName, $"step {c.Step}"))));
        }
    }
}
