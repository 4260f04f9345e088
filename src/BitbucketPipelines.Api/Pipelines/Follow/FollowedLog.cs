using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Follows the logs of a run beside the looks at its state: a log that stands still or fails never holds up a look, and once the run has
/// ended the end of the logs is fetched with patience.
/// </summary>
internal sealed class FollowedLog : IDisposable
{
    /// <summary>So long a look waits for a reading that it began, so that the lines come in time where all is well.</summary>
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(2);

    /// <summary>How long it goes on after the end of the run without getting anywhere.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long one attempt of these takes: a request that hangs is better sent anew. What it has read is not read again.
    /// </summary>
    private static readonly TimeSpan s_attempt = TimeSpan.FromSeconds(20);

    private readonly BitbucketClient _client;
    private readonly RunLogFollower _follower;
    private readonly Action<RunEvent> _tell;
    private readonly CancellationTokenSource _stop;
    private IReadOnlyList<PipelineStep> _steps = [];
    private Task _reading = Task.CompletedTask;
    private BitbucketApiException? _failure;
    private bool _more = true;

    /// <summary>Creates it; nothing is sent yet.</summary>
    /// <param name="client">The client.</param>
    /// <param name="tell">Takes the events.</param>
    /// <param name="wanted">Which steps; null for all.</param>
    /// <param name="tail">How many of the lines that are there already to give of each step; null for all.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    public FollowedLog(
        BitbucketClient client, Action<RunEvent> tell, Func<PipelineStep, bool>? wanted, int? tail, CancellationToken cancellationToken)
    {
        _client = client;
        _follower = new RunLogFollower(client, tell, wanted, tail);
        _tell = tell;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>Takes note of the steps, and reads on, unless the last reading is not over yet.</summary>
    /// <returns>Whether more is to come, as far as is known.</returns>
    public async Task<bool> LookAsync(IReadOnlyList<PipelineStep> steps, CancellationToken cancellationToken)
    {
        _steps = steps;
        if (_reading.IsCompleted)
        {
            await _reading.ConfigureAwait(false);
            _reading = ReadAsync(steps);
            await _client.Clock.WaitAtMostAsync(_reading, s_moment, cancellationToken).ConfigureAwait(false);
        }

        return _more;
    }

    /// <summary>
    /// Reads what is missing after the run has ended, or stopped at a manual step. What cannot be had in time is given up, and told as
    /// incomplete.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="until">When it has to be over at the latest.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why nothing is known of the steps; null when something is.</returns>
    public async Task<BitbucketApiException?> FinishAsync(Pipeline run, Deadline until, CancellationToken cancellationToken)
    {
        if (_reading.IsCompleted && IsWhole(run) && _steps.All(s => s.IsCompleted || !run.IsCompleted))
        {
            return null;
        }

        // What stands still now is better asked for anew: the log has moved to its storage.
        _stop.Cancel();
        await _reading.ConfigureAwait(false);
        var patience = new Patience(_client.Clock, s_patience, until, null);
        BitbucketApiException? unknown = null;
        for (int attempt = 1; patience.Left > TimeSpan.Zero; attempt++)
        {
            long bytes = _follower.Bytes;
            try
            {
                _more = await patience.WaitAsync(
                    async token =>
                    {
                        _steps = await StepList.ReadAsync(_client, new RepositoryId(run.Workspace, run.Repository), run, token)
                            .ConfigureAwait(false);
                        return await _follower.LookAsync(_steps, token).ConfigureAwait(false);
                    },
                    s_attempt, cancellationToken).ConfigureAwait(false);
                unknown = null;
                if (IsWhole(run) || (run.IsCompleted && _steps.Count == 0))
                {
                    return null;
                }
            }
            catch (BitbucketApiException e)
            {
                _failure = unknown = e;
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
        return _steps.Count == 0 ? unknown : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private bool IsWhole(Pipeline run) => _steps.Count > 0 && (run.IsCompleted ? !_more : _follower.HasAllOfEnded(_steps));

    private async Task ReadAsync(IReadOnlyList<PipelineStep> steps)
    {
        try
        {
            _more = await _follower.LookAsync(steps, _stop.Token).ConfigureAwait(false);
            _failure = null;
        }
        catch (BitbucketApiException e)
        {
            _failure = e;
            _tell(new RunEvent.RequestFailed(e, IsLog: true));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }
}
