using System.Collections.Concurrent;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Why a run failed, as far as it can be found out.</summary>
/// <param name="Run">The run.</param>
/// <param name="Step">The first step that failed, or null.</param>
/// <param name="LogTail">The last lines of its log; empty when there is none.</param>
/// <param name="Tests">The tests of that step, when some of them failed.</param>
internal sealed record FailureReport(Pipeline Run, PipelineStep? Step, IReadOnlyList<string> LogTail, FailedTests? Tests = null)
{
    /// <summary>What could not be read, and why.</summary>
    public IReadOnlyList<string> Lacks { get; init; } = [];

    /// <summary>
    /// Looks for the step that failed, and reads the end of its log and its failed tests, within the time of the client. What cannot be
    /// read is left out, and told: the failure itself is certain.
    /// </summary>
    public static async Task<FailureReport> ReadAsync(
        BitbucketClient client, RepositoryId repository, Pipeline run, int lines, CancellationToken cancellationToken)
    {
        PipelineStep? step;
        var lacks = new ConcurrentQueue<string>();
        try
        {
            step = RunState.FirstFailedStep(await StepList.ReadAsync(client, repository, run, cancellationToken).ConfigureAwait(false));
        }
        catch (BitbucketApiException e)
        {
            return new FailureReport(run, null, []) { Lacks = [$"Its steps could not be read: {e.Message}"] };
        }

        if (step is null)
        {
            return new FailureReport(run, null, []);
        }

        // Together: nobody waits longer for the message because of the tests.
        Task<FailedTests?> tests = FailedTests.ReadAsync(
            client, step, e => lacks.Enqueue($"Its tests could not be read: {e.Message}"), cancellationToken);
        IReadOnlyList<string> tail = [];
        try
        {
            var log = new StepLogReader(
                client, Pipelines.Log(repository, step.Pipeline, Required.Uuid(step.Uuid, $"step '{step.DisplayName}'")));
            tail = await log.TailAsync(lines, cancellationToken).ConfigureAwait(false) ?? [];
        }
        catch (BitbucketApiException e)
        {
            lacks.Enqueue($"The end of its log could not be read: {e.Message}");
        }

        return new FailureReport(run, step, tail, await tests.ConfigureAwait(false)) { Lacks = [.. lacks] };
    }
}
