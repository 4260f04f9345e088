using System.Collections.Concurrent;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Why a run failed, as far as it can be determined.</summary>
/// <param name="Run">The run.</param>
/// <param name="Step">The first failed step; null when none failed or the steps could not be read.</param>
/// <param name="LogTail">The last lines of the log of that step; empty when there is no log.</param>
/// <param name="Tests">The failed tests of that step; null when there are none.</param>
internal sealed record FailureReport(Pipeline Run, PipelineStep? Step, IReadOnlyList<string> LogTail, FailedTests? Tests = null)
{
    /// <summary>All steps of the run; empty when they could not be read.</summary>
    public IReadOnlyList<PipelineStep> Steps { get; init; } = [];

    /// <summary>What could not be read and why, one sentence for each.</summary>
    public IReadOnlyList<string> Lacks { get; init; } = [];

    /// <summary>
    /// Finds the failed step, and reads the end of its log and its failed tests, within the time limit of the client. What cannot be read
    /// is named in <see cref="Lacks"/>. It is never an exception, because the run has failed in any case.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="run">The failed run.</param>
    /// <param name="lines">The number of lines from the end of the log; 0 when the log is not needed.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static async Task<FailureReport> ReadAsync(
        BitbucketClient client, RepositoryId repository, Pipeline run, int lines, CancellationToken cancellationToken)
    {
        IReadOnlyList<PipelineStep> steps;
        var lacks = new ConcurrentQueue<string>();
        try
        {
            steps = await StepList.ReadAsync(client, repository, run, cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e)
        {
            return new FailureReport(run, null, []) { Lacks = [$"Its steps could not be read: {e.Message}"] };
        }

        PipelineStep? step = RunState.FirstFailedStep(steps);
        if (step is null)
        {
            return new FailureReport(run, null, []) { Steps = steps };
        }

        // Read the tests and the log at the same time, so that the tests do not delay the error.
        Task<FailedTests?> tests = FailedTests.ReadAsync(
            client, step, e => lacks.Enqueue($"Its tests could not be read: {e.Message}"), cancellationToken);
        IReadOnlyList<string> tail = [];
        try
        {
            if (lines > 0)
            {
                var log = new StepLogReader(
                    client, Pipelines.Log(repository, step.Pipeline, Required.Uuid(step.Uuid, $"step '{step.DisplayName}'")));
                tail = await log.TailAsync(lines, cancellationToken).ConfigureAwait(false) ?? [];
            }
        }
        catch (BitbucketApiException e)
        {
            lacks.Enqueue($"The end of its log could not be read: {e.Message}");
        }

        return new FailureReport(run, step, tail, await tests.ConfigureAwait(false)) { Steps = steps, Lacks = [.. lacks] };
    }
}
