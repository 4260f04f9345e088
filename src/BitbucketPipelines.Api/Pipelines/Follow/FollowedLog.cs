using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Reads the logs of a run while its state is polled. A log that stalls or cannot be read never delays the polling. When the run has ended,
/// the rest of the logs is read, with several attempts if necessary.
/// </summary>
internal sealed class FollowedLog : IDisposable
{
    /// <summary>
    /// How long a poll waits for the read that it started. Normally the read ends in this time, so that lines appear without delay.
    /// </summary>
    private static readonly TimeSpan s_pollWait = TimeSpan.FromSeconds(2);

    /// <summary>How long reading continues after the end of the run without any progress.</summary>
    private static readonly TimeSpan s_maxIdleTime = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The time limit of one attempt after the end of the run. A request without a response is sent again; bytes that were read are kept.
    /// </summary>
    private static readonly TimeSpan s_attemptTimeout = TimeSpan.FromSeconds(20);

    private readonly BitbucketClient _client;
    private readonly RunLogFollower _follower;
    private readonly Action<RunEvent> _report;
    private readonly CancellationTokenSource _stop;
    private IReadOnlyList<PipelineStep> _steps = [];
    private Task _reading = Task.CompletedTask;
    private BitbucketApiException? _failure;
    private bool _hasMore = true;

    /// <summary>Creates a reader of the logs of one run. It sends no request yet.</summary>
    /// <param name="client">The client.</param>
    /// <param name="report">Receives the events.</param>
    /// <param name="isIncluded">Selects the steps; null for all steps.</param>
    /// <param name="tail">The number of existing lines to report of each log; null for all lines.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public FollowedLog(
        BitbucketClient client, Action<RunEvent> report, Func<PipelineStep, bool>? isIncluded, int? tail,
        CancellationToken cancellationToken)
    {
        _client = client;
        _follower = new RunLogFollower(client, report, isIncluded, tail);
        _report = report;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>Whether the rest of a log was given up.</summary>
    public bool IsIncomplete => _follower.HasGivenUp;

    /// <summary>Takes the current steps, and continues to read unless the previous read is still running.</summary>
    /// <returns>Whether more lines may follow, as far as is known.</returns>
    public async Task<bool> PollAsync(IReadOnlyList<PipelineStep> steps, CancellationToken cancellationToken)
    {
        _steps = steps;
        if (_reading.IsCompleted)
        {
            await _reading.ConfigureAwait(false);
            _reading = ReadAsync(steps);
            await _client.Clock.WaitAtMostAsync(_reading, s_pollWait, cancellationToken).ConfigureAwait(false);
        }

        return _hasMore;
    }

    /// <summary>
    /// Reads the rest of the logs after the run has ended or has paused on a manual step. A log that cannot be completed in time is
    /// reported as incomplete.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="until">The time limit.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The failure if the steps could not be read at all; otherwise null.</returns>
    public async Task<BitbucketApiException?> FinishAsync(Pipeline run, Deadline until, CancellationToken cancellationToken)
    {
        if (_reading.IsCompleted && IsWhole(run) && _steps.All(s => s.IsCompleted || !run.IsCompleted))
        {
            return null;
        }

        // Start again instead of waiting for a stalled read, because the log has moved to its storage.
        _stop.Cancel();
        await _reading.ConfigureAwait(false);
        var patience = new Patience(_client.Clock, s_maxIdleTime, until, null);
        BitbucketApiException? stepsFailure = null;
        for (int attempt = 1; patience.Left > TimeSpan.Zero; attempt++)
        {
            long bytes = _follower.Bytes;
            try
            {
                _hasMore = await patience.WaitAsync(
                    async token =>
                    {
                        _steps = await StepList.ReadAsync(_client, RepositoryId.Of(run.Workspace, run.Repository), run, token)
                            .ConfigureAwait(false);
                        return await _follower.PollAsync(_steps, token).ConfigureAwait(false);
                    },
                    s_attemptTimeout, cancellationToken).ConfigureAwait(false);
                stepsFailure = null;
                if (IsWhole(run) || (run.IsCompleted && _steps.Count == 0))
                {
                    return null;
                }
            }
            catch (BitbucketApiException e)
            {
                _failure = stepsFailure = e;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
            }

            patience.Got(_follower.Bytes - bytes);
            var pause = TimeSpan.FromSeconds(Math.Min(Math.Min(8, Math.Pow(2, attempt - 1)), patience.Left.TotalSeconds));
            await _client.Clock.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
            patience.Spend(pause);
        }

        _follower.GiveUp(_steps, _failure);
        return _steps.Count == 0 ? stepsFailure : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private bool IsWhole(Pipeline run) => _steps.Count > 0 && (run.IsCompleted ? !_hasMore : _follower.HasAllLogsOfEndedSteps(_steps));

    private async Task ReadAsync(IReadOnlyList<PipelineStep> steps)
    {
        try
        {
            _hasMore = await _follower.PollAsync(steps, _stop.Token).ConfigureAwait(false);
            _failure = null;
        }
        catch (BitbucketApiException e)
        {
            _failure = e;
            _report(new RunEvent.RequestFailed(e, IsLog: true));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }
}
