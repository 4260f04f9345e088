using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Follows the logs of a run, step after step: each look gives what was written since the last. Steps that run side by side are given
/// one after the other, so that their lines do not mix.
/// </summary>
internal sealed class RunLogFollower
{
    /// <summary>So often in a row the log of a step may be refused; it can happen once while a step begins or ends.</summary>
    private const int MostRefusals = 3;

    /// <summary>How long the log of a step that has ended is tried to be read. The logs after it wait meanwhile.</summary>
    private static readonly TimeSpan s_longestFailure = TimeSpan.FromSeconds(60);

    private readonly BitbucketClient _client;
    private readonly Action<RunEvent> _tell;
    private readonly Func<PipelineStep, bool> _wanted;
    private readonly int? _tail;
    private readonly Dictionary<string, Follow> _follows = new(StringComparer.Ordinal);

    /// <summary>Creates a follower for one run.</summary>
    /// <param name="client">The client.</param>
    /// <param name="tell">Takes each line, that a step has ended and all of its log was given, and that a log is given up.</param>
    /// <param name="wanted">Which steps; null for all.</param>
    /// <param name="tail">How many of the lines that are there already to give of each step; null for all.</param>
    public RunLogFollower(
        BitbucketClient client, Action<RunEvent> tell, Func<PipelineStep, bool>? wanted = null, int? tail = null)
    {
        _client = client;
        _tell = tell;
        _wanted = wanted ?? (_ => true);
        _tail = tail;
    }

    /// <summary>How many bytes have been read of all logs.</summary>
    public long Bytes => _follows.Values.Sum(f => f.Reader.Position);

    /// <summary>Gives what is new in the steps' logs.</summary>
    /// <returns>Whether a wanted step has not ended yet, or no step is known yet.</returns>
    /// <exception cref="BitbucketApiException">A log could not be read; call again later.</exception>
    public async Task<bool> LookAsync(IReadOnlyList<PipelineStep> steps, CancellationToken cancellationToken)
    {
        foreach (PipelineStep step in steps)
        {
            Follow follow = FollowOf(step);
            if (follow.Done || !HasBegun(step))
            {
                continue;
            }

            if (step.Result == PipelineStates.NotRun || !_wanted(step))
            {
                follow.Done = step.IsCompleted;
                continue;
            }

            await ReadAsync(step, follow, cancellationToken).ConfigureAwait(false);
            if (!step.IsCompleted && !follow.Done)
            {
                return true;
            }
        }

        return steps.Count == 0 || steps.Any(s => _wanted(s) && !FollowOf(s).Done);
    }

    /// <summary>Whether all was given of the logs of those steps that have ended.</summary>
    public bool HasAllOfEnded(IEnumerable<PipelineStep> steps) => steps.All(s => !s.IsCompleted || !_wanted(s) || FollowOf(s).Done);

    /// <summary>Gives up what was not given of logs that have begun.</summary>
    public void GiveUp(IEnumerable<PipelineStep> steps, BitbucketApiException? why)
    {
        foreach (PipelineStep step in steps.Where(s => _wanted(s) && HasBegun(s) && s.Result != PipelineStates.NotRun && !FollowOf(s).Done))
        {
            GiveUp(step, FollowOf(step), why);
        }
    }

    private static bool HasBegun(PipelineStep step) => step.State is not (null or PipelineStates.Pending or PipelineStates.Ready);

    private void GiveUp(PipelineStep step, Follow follow, BitbucketApiException? why)
    {
        follow.Done = true;
        // What there is of a last line is better than nothing.
        follow.Splitter.Finish(line => Give(step, follow, line));
        _tell(new RunEvent.StepLogIncomplete(step, follow.Lines, why ?? follow.Failure));
    }

    private Follow FollowOf(PipelineStep step)
    {
        string key = step.Uuid ?? "";
        if (!_follows.TryGetValue(key, out Follow? follow))
        {
            ApiRequest log = Pipelines.Log(new RepositoryId(step.Workspace, step.Repository), step.Pipeline, key);
            _follows[key] = follow = new Follow(new StepLogReader(_client, log) { CutLine = CutLine }, CutLine);
        }

        return follow;
    }

    private async Task ReadAsync(PipelineStep step, Follow follow, CancellationToken cancellationToken)
    {
        long start = _client.Clock.GetTimestamp();
        try
        {
            if (_tail is { } count && follow.Reader.Position == 0 && !follow.Tailed)
            {
                IReadOnlyList<string>? last = await follow.Reader.TailAsync(count, cancellationToken, growing: !step.IsCompleted)
                    .ConfigureAwait(false);
                follow.Tailed = true;
                foreach (string line in last ?? [])
                {
                    Give(step, follow, line);
                }
            }

            await follow.Reader.ReadAsync(
                (buffer, offset, count) => follow.Splitter.Add(buffer, offset, count, line => Give(step, follow, line)), cancellationToken)
                    .ConfigureAwait(false);
            follow.Failure = null;
            follow.Refusals = 0;
        }
        catch (BitbucketApiException e)
        {
            // From the end of the step on, its log is complete and in its storage.
            follow.FailingSince = follow.Failure is null || (step.IsCompleted && !follow.FailingAfterEnd) ? start : follow.FailingSince;
            follow.FailingAfterEnd = step.IsCompleted;
            follow.Failure = e;
            follow.Refusals += e.IsRefusal ? 1 : 0;
            if (follow.Refusals >= MostRefusals
                || (step.IsCompleted && _client.Clock.GetElapsedTime(follow.FailingSince) >= s_longestFailure))
            {
                GiveUp(step, follow, e);
                return;
            }

            throw;
        }

        if (step.IsCompleted)
        {
            follow.Splitter.Finish(line => Give(step, follow, line));
            follow.Done = true;
            _tell(new RunEvent.StepEnded(step));
        }
    }

    private void Give(PipelineStep step, Follow follow, string line)
    {
        follow.Lines++;
        _tell(new RunEvent.LogLine(step, line));
    }

    private void CutLine() => _tell(new RunEvent.LineSplit());

    private sealed class Follow(StepLogReader reader, Action cutLine)
    {
        public StepLogReader Reader { get; } = reader;

        public LineSplitter Splitter { get; } = new(cutLine);

        public bool Tailed { get; set; }

        public bool Done { get; set; }

        public long Lines { get; set; }

        public BitbucketApiException? Failure { get; set; }

        public long FailingSince { get; set; }

        public bool FailingAfterEnd { get; set; }

        public int Refusals { get; set; }
    }
}
