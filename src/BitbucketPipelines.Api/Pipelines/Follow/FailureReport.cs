using System.Collections.Concurrent;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Why a run failed, as far as it can be determined.</summary>
/// <param name="Run">The run.</param>
/// <param name="Failed">The failed steps, in their order; empty when none failed or the steps could not be read.</param>
internal sealed record FailureReport(Pipeline Run, IReadOnlyList<FailedStep> Failed)
{
    /// <summary>The maximum number of failed steps whose logs and tests are read. Only parallel steps can fail together.</summary>
    private const int MaxRead = 3;

    /// <summary>The first failed step; null when none failed or the steps could not be read.</summary>
    public PipelineStep? Step => First?.Step;

    /// <summary>The last lines of the log of that step; empty when there is no log.</summary>
    public IReadOnlyList<string> LogTail => First?.LogTail ?? [];

    /// <summary>The failed tests of that step; null when there are none.</summary>
    public FailedTests? Tests => First?.Tests;

    private FailedStep? First => Failed.Count > 0 ? Failed[0] : null;

    /// <summary>All steps of the run; empty when they could not be read.</summary>
    public IReadOnlyList<PipelineStep> Steps { get; init; } = [];

    /// <summary>What could not be read and why, one sentence for each.</summary>
    public IReadOnlyList<string> Lacks { get; init; } = [];

    /// <summary>
    /// Finds the failed steps, and reads the ends of their logs and their failed tests, within the time limit of the client. What cannot be
    /// read is named in <see cref="Lacks"/>. It is never an exception, because the run has failed in any case.
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
            return new FailureReport(run, []) { Lacks = [$"Its steps could not be read: {e.Message}"] };
        }

        // Read all of it at the same time, so that nothing delays the error.
        FailedStep[] failed = await Task.WhenAll(RunState.FailedSteps(steps).Select((step, index) => index < MaxRead
            ? ReadAsync(client, repository, step, lines, lacks, cancellationToken)
            : Task.FromResult(new FailedStep(step, [], null)))).ConfigureAwait(false);
        return new FailureReport(run, failed) { Steps = steps, Lacks = [.. lacks.Distinct()] };
    }

    private static async Task<FailedStep> ReadAsync(
        BitbucketClient client, RepositoryId repository, PipelineStep step, int lines, ConcurrentQueue<string> lacks,
        CancellationToken cancellationToken)
    {
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

        return new FailedStep(step, tail, await tests.ConfigureAwait(false));
    }
}

/// <summary>A step that failed.</summary>
/// <param name="Step">The step.</param>
/// <param name="LogTail">The last lines of its log; empty when there is no log, or when it is not needed.</param>
/// <param name="Tests">Its failed tests; null when there are none.</param>
internal sealed record FailedStep(PipelineStep Step, IReadOnlyList<string> LogTail, FailedTests? Tests);
