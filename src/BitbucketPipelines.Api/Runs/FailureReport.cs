using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Why a run failed, as far as it can be found out.</summary>
/// <param name="Run">The run.</param>
/// <param name="Step">The first step that failed, or null.</param>
/// <param name="LogTail">The last lines of its log; empty when there is none.</param>
public sealed record FailureReport(Pipeline Run, PipelineStep? Step, IReadOnlyList<string> LogTail)
{
    /// <summary>Looks for the step that failed and reads the end of its log. What cannot be read is left out: the failure itself is certain.</summary>
    public static async Task<FailureReport> ReadAsync(
        BitbucketClient client, RepositoryId repository, Pipeline run, int lines, CancellationToken cancellationToken)
    {
        Throw.IfNull(client);
        Throw.IfNull(run);
        PipelineStep? step = null;
        try
        {
            step = RunState.Culprit(await StepList.ReadAsync(client, repository, run, cancellationToken).ConfigureAwait(false));
            if (step is null)
            {
                return new FailureReport(run, null, []);
            }

            var log = new StepLogReader(client, Pipelines.Log(repository, step.Pipeline, step.Uuid ?? ""));
            return new FailureReport(run, step, await log.TailAsync(lines, cancellationToken).ConfigureAwait(false) ?? []);
        }
        catch (BitbucketApiException)
        {
            return new FailureReport(run, step, []);
        }
    }
}
