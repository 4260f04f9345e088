using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Follows the logs of a run, step by step. Each poll reports the lines that were written since the previous one. The logs of parallel
/// steps are reported one after the other, so that their lines do not mix.
/// </summary>
internal sealed class RunLogFollower
{
    /// <summary>
    /// The number of refused requests after which the log of a step is given up. One refusal can occur while a step starts or ends.
    /// </summary>
    private const int MaxRefusals = 3;

    /// <summary>How long the log of a step that has ended is requested again after failures. The logs of later steps wait for it.</summary>
    private static readonly TimeSpan s_maxFailureTime = TimeSpan.FromSeconds(60);

    private readonly BitbucketClient _client;
    private readonly Action<RunEvent> _report;
    private readonly Func<PipelineStep, bool> _isIncluded;
    private readonly int? _tail;
    private readonly Dictionary<string, FollowedStep> _followed = new(StringComparer.Ordinal);

    /// <summary>Creates a follower for one run.</summary>
    /// <param name="client">The client.</param>
    /// <param name="report">Receives the events for lines, for steps whose logs are complete, and for logs that are given up.</param>
    /// <param name="isIncluded">Selects the steps; null for all steps.</param>
    /// <param name="tail">The number of existing lines to report of each log; null for all lines.</param>
    public RunLogFollower(
        BitbucketClient client, Action<RunEvent> report, Func<PipelineStep, bool>? isIncluded = null, int? tail = null)
    {
        _client = client;
        _report = report;
        _isIncluded = isIncluded ?? (_ => true);
        _tail = tail;
    }

    /// <summary>The number of bytes read of all logs.</summary>
    public long Bytes => _followed.Values.Sum(f => f.Reader.Position);

    /// <summary>Whether the log of a step was given up.</summary>
    public bool HasGivenUp => _followed.Values.Any(f => f.IsGivenUp);

    /// <summary>Reports the new lines in the logs of the steps.</summary>
    /// <returns>Whether a selected step has not ended yet, or no step is known yet.</returns>
    /// <exception cref="BitbucketApiException">A log could not be read. The next poll tries again.</exception>
    public async Task<bool> PollAsync(IReadOnlyList<PipelineStep> steps, CancellationToken cancellationToken)
    {
        foreach (PipelineStep step in steps)
        {
            FollowedStep followed = GetFollowedStep(step);
            ReportEndIfGivenUp(step, followed);
            if (followed.IsDone || !HasStarted(step))
            {
                continue;
            }

            if (step.Result == PipelineStates.NotRun || !_isIncluded(step))
            {
                followed.IsDone = step.IsCompleted;
                continue;
            }

            await ReadAsync(step, followed, cancellationToken).ConfigureAwait(false);
            if (!step.IsCompleted && !followed.IsDone)
            {
                return true;
            }
        }

        return steps.Count == 0 || steps.Any(s => _isIncluded(s) && !GetFollowedStep(s).IsDone);
    }

    /// <summary>Whether the logs of all steps that have ended were reported completely.</summary>
    public bool HasAllLogsOfEndedSteps(IEnumerable<PipelineStep> steps) =>
        steps.All(s => !s.IsCompleted || !_isIncluded(s) || GetFollowedStep(s).IsDone);

    /// <summary>Gives up the logs that have started but are not complete.</summary>
    public void GiveUp(IEnumerable<PipelineStep> steps, BitbucketApiException? why)
    {
        foreach (PipelineStep step in steps.Where(
            s => _isIncluded(s) && HasStarted(s) && s.Result != PipelineStates.NotRun && !GetFollowedStep(s).IsDone))
        {
            GiveUp(step, GetFollowedStep(step), why);
        }
    }

    private static bool HasStarted(PipelineStep step) => step.State is not (null or PipelineStates.Pending or PipelineStates.Ready);

    private void GiveUp(PipelineStep step, FollowedStep followed, BitbucketApiException? why)
    {
        followed.IsDone = followed.IsGivenUp = true;
        // Report an incomplete last line as well.
        followed.Splitter.Finish(line => ReportLine(step, followed, line));
        _report(new RunEvent.StepLogIncomplete(step, followed.Lines, why ?? followed.Failure));
        ReportEndIfGivenUp(step, followed);
    }

    /// <summary>Reports, once, that a step has ended whose log was given up, now or before its end.</summary>
    private void ReportEndIfGivenUp(PipelineStep step, FollowedStep followed)
    {
        if (followed is { IsGivenUp: true, IsEndReported: false } && step.IsCompleted)
        {
            followed.IsEndReported = true;
            _report(new RunEvent.StepEnded(step));
        }
    }

    private FollowedStep GetFollowedStep(PipelineStep step)
    {
        string key = step.Uuid ?? "";
        if (!_followed.TryGetValue(key, out FollowedStep? followed))
        {
            ApiRequest log = Pipelines.Log(RepositoryId.Of(step.Workspace, step.Repository), step.Pipeline, key);
            _followed[key] = followed = new FollowedStep(new StepLogReader(_client, log) { OnLineSplit = OnLineSplit }, OnLineSplit);
        }

        return followed;
    }

    private async Task ReadAsync(PipelineStep step, FollowedStep followed, CancellationToken cancellationToken)
    {
        long start = _client.Clock.GetTimestamp();
        try
        {
            if (_tail is { } count && followed.Reader.Position == 0 && !followed.HasReadTail)
            {
                IReadOnlyList<string>? last = await followed.Reader.TailAsync(count, cancellationToken, growing: !step.IsCompleted)
                    .ConfigureAwait(false);
                followed.HasReadTail = true;
                foreach (string line in last ?? [])
                {
                    ReportLine(step, followed, line);
                }
            }

            await followed.Reader.ReadAsync(
                (buffer, offset, count) => followed.Splitter.Add(buffer, offset, count, line => ReportLine(step, followed, line)),
                cancellationToken).ConfigureAwait(false);
            followed.Failure = null;
            followed.Refusals = 0;
        }
        catch (BitbucketApiException e)
        {
            // When the step has ended, its log moves to its storage, so failures before that do not count.
            if (followed.Failure is null || (step.IsCompleted && !followed.FailingAfterEnd))
            {
                followed.FailingSince = start;
            }

            followed.FailingAfterEnd = step.IsCompleted;
            followed.Failure = e;
            followed.Refusals += e.IsRefusal ? 1 : 0;
            if (followed.Refusals >= MaxRefusals
                || (step.IsCompleted && _client.Clock.GetElapsedTime(followed.FailingSince) >= s_maxFailureTime))
            {
                GiveUp(step, followed, e);
                return;
            }

            throw;
        }

        if (step.IsCompleted)
        {
            followed.Splitter.Finish(line => ReportLine(step, followed, line));
            followed.IsDone = true;
            _report(new RunEvent.StepEnded(step));
        }
    }

    private void ReportLine(PipelineStep step, FollowedStep followed, string line)
    {
        followed.Lines++;
        _report(new RunEvent.LogLine(step, line));
    }

    private void OnLineSplit() => _report(new RunEvent.LineSplit());

    private sealed class FollowedStep(StepLogReader reader, Action onLineSplit)
    {
        public StepLogReader Reader { get; } = reader;

        public LineSplitter Splitter { get; } = new(onLineSplit);

        public bool HasReadTail { get; set; }

        public bool IsDone { get; set; }

        public bool IsGivenUp { get; set; }

        /// <summary>Whether the end of a step was reported whose log was given up.</summary>
        public bool IsEndReported { get; set; }

        public long Lines { get; set; }

        public BitbucketApiException? Failure { get; set; }

        public long FailingSince { get; set; }

        public bool FailingAfterEnd { get; set; }

        public int Refusals { get; set; }
    }
}
