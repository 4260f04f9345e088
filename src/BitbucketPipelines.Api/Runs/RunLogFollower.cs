using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Follows the logs of a run, step after step: each look gives what was written since the last. Steps that run side by side are given
/// one after the other, so that their lines do not mix.
/// </summary>
public sealed class RunLogFollower
{
    private readonly BitbucketClient _client;
    private readonly Action<PipelineStep, string> _line;
    private readonly Action<PipelineStep> _ended;
    private readonly Action<PipelineStep, BitbucketApiException> _unreadable;
    private readonly Func<PipelineStep, bool> _wanted;
    private readonly int? _tail;
    private readonly Dictionary<string, Follow> _follows = new(StringComparer.Ordinal);

    /// <summary>Creates a follower for one run.</summary>
    /// <param name="client">The client.</param>
    /// <param name="line">Told each line.</param>
    /// <param name="ended">Told when a step has ended and all of its log was given.</param>
    /// <param name="unreadable">Told when the log of a step cannot be read; the others are followed on.</param>
    /// <param name="wanted">Which steps; null for all.</param>
    /// <param name="tail">How many of the lines that are there already to give of each step; null for all.</param>
    public RunLogFollower(
        BitbucketClient client, Action<PipelineStep, string> line, Action<PipelineStep> ended,
        Action<PipelineStep, BitbucketApiException> unreadable, Func<PipelineStep, bool>? wanted = null, int? tail = null)
    {
        _client = client;
        _line = line;
        _ended = ended;
        _unreadable = unreadable;
        _wanted = wanted ?? (_ => true);
        _tail = tail;
    }

    /// <summary>Gives what is new in the steps' logs.</summary>
    /// <returns>Whether a wanted step has not ended yet, or no step is known yet.</returns>
    /// <exception cref="BitbucketApiException">The server is out of reach; call again later.</exception>
    public async Task<bool> LookAsync(IReadOnlyList<PipelineStep> steps, CancellationToken cancellationToken)
    {
        Throw.IfNull(steps);
        foreach (PipelineStep step in steps)
        {
            string key = step.Uuid ?? "";
            if (!_follows.TryGetValue(key, out Follow? follow))
            {
                _follows[key] = follow = new Follow(new StepLogReader(
                    _client, Pipelines.Log(new RepositoryId(step.Workspace, step.Repository), step.Pipeline, key)));
            }

            if (follow.Done || step.State is null or RunWords.Pending or RunWords.Ready)
            {
                continue;
            }

            if (step.Result == RunWords.NotRun || !_wanted(step))
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

        return steps.Count == 0 || steps.Any(s => _wanted(s) && !_follows[s.Uuid ?? ""].Done);
    }

    private async Task ReadAsync(PipelineStep step, Follow follow, CancellationToken cancellationToken)
    {
        try
        {
            if (_tail is { } count && follow.Reader.Position == 0 && !follow.Tailed)
            {
                IReadOnlyList<string>? last = await follow.Reader.TailAsync(count, cancellationToken, growing: !step.IsCompleted).ConfigureAwait(false);
                follow.Tailed = true;
                foreach (string line in last ?? [])
                {
                    _line(step, line);
                }
            }

            await follow.Reader.ReadAsync(
                (buffer, offset, count) => follow.Splitter.Add(buffer, offset, count, line => _line(step, line)), cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (!e.IsTransient)
        {
            follow.Done = true;
            _unreadable(step, e);
            return;
        }

        if (step.IsCompleted)
        {
            follow.Splitter.Finish(line => _line(step, line));
            follow.Done = true;
            _ended(step);
        }
    }

    private sealed class Follow(StepLogReader reader)
    {
        public StepLogReader Reader { get; } = reader;

        public LineSplitter Splitter { get; } = new();

        public bool Tailed { get; set; }

        public bool Done { get; set; }
    }
}
