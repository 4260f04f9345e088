using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Counts runs by groups. Of each run only its numbers are kept, so that many runs need little memory. Not thread-safe.</summary>
/// <param name="grouping">What runs are grouped by.</param>
internal sealed class RunMeasures(MeasureGrouping grouping)
{
    private readonly Dictionary<MeasureKey, Group> _groups = [];

    /// <summary>Counts a run.</summary>
    public void Add(RepositoryId repository, Pipeline run)
    {
        GroupOf(MeasureKey.Of(repository, run, grouping)).Add(run);
    }

    /// <summary>Adds what was counted elsewhere.</summary>
    public void Add(RunMeasures others)
    {
        foreach (KeyValuePair<MeasureKey, Group> other in others._groups)
        {
            GroupOf(other.Key).Add(other.Value);
        }
    }

    /// <summary>
    /// The rows: the most build seconds first, or by months first if that is wanted. Empty when there was no run.
    /// </summary>
    public IReadOnlyList<PipelineMeasure> ToRows(DateTimeOffset since, DateTimeOffset until)
    {
        long all = _groups.Values.Sum(g => g.BuildSeconds);
        IEnumerable<PipelineMeasure> rows = _groups.Select(g => g.Value.ToRow(g.Key, since, until));
        PipelineMeasure[] sorted =
        [
            .. rows.OrderBy(r => grouping.IsSortedByMonth ? r.Month : null, StringComparer.Ordinal)
                .ThenByDescending(r => r.BuildSeconds).ThenByDescending(r => r.Runs)
                .ThenBy(r => r.Workspace, StringComparer.Ordinal).ThenBy(r => r.Repository, StringComparer.Ordinal)
                .ThenBy(r => r.Branch, StringComparer.Ordinal).ThenBy(r => r.Section, StringComparer.Ordinal)
                .ThenBy(r => r.Month, StringComparer.Ordinal),
        ];
        foreach (PipelineMeasure row in sorted)
        {
            row.Share = all > 0 ? (double)row.BuildSeconds / all : null;
        }

        return sorted;
    }

    /// <summary>
    /// How long a run has waited: the time from its creation to its end without its duration. Bitbucket states no start of a run; its
    /// duration is that of its steps. Null while it is not known.
    /// </summary>
    public static double? WaitingSeconds(Pipeline run) =>
        run is { CreatedOn: { } start, CompletedOn: { } end, DurationSeconds: { } duration }
            ? Math.Round(Math.Max(0, (end - start).TotalSeconds - duration), 3) : null;

    private Group GroupOf(MeasureKey key)
    {
        if (!_groups.TryGetValue(key, out Group? group))
        {
            _groups[key] = group = new Group();
        }

        return group;
    }

    private sealed class Group
    {
        private readonly List<double> _durations = [];
        private readonly List<double> _waitings = [];
        private int _runs;
        private int _successful;
        private int _stopped;
        private int _unfinished;

        public long BuildSeconds { get; private set; }

        public void Add(Pipeline run)
        {
            _runs++;
            BuildSeconds += run.BuildSecondsUsed ?? 0;
            if (!run.IsCompleted)
            {
                _unfinished++;
                return;
            }

            _successful += run.IsSuccessful ? 1 : 0;
            _stopped += run.Result == PipelineStates.Stopped ? 1 : 0;
            AddNumber(_durations, run.DurationSeconds);
            AddNumber(_waitings, WaitingSeconds(run));
        }

        public void Add(Group other)
        {
            _runs += other._runs;
            _successful += other._successful;
            _stopped += other._stopped;
            _unfinished += other._unfinished;
            BuildSeconds += other.BuildSeconds;
            _durations.AddRange(other._durations);
            _waitings.AddRange(other._waitings);
        }

        public PipelineMeasure ToRow(MeasureKey key, DateTimeOffset since, DateTimeOffset until)
        {
            _durations.Sort();
            _waitings.Sort();
            return new PipelineMeasure
            {
                Workspace = key.Workspace,
                Repository = key.Repository,
                Branch = key.Branch,
                Section = key.Section,
                Month = key.Month,
                Runs = _runs,
                Successful = _successful,
                Failed = _runs - _unfinished - _successful - _stopped,
                Stopped = _stopped,
                Unfinished = _unfinished,
                MedianDurationSeconds = Percentiles.Median(_durations),
                P95DurationSeconds = Percentiles.NearestRank(_durations, 95),
                MedianWaitingSeconds = Percentiles.Median(_waitings),
                P95WaitingSeconds = Percentiles.NearestRank(_waitings, 95),
                BuildSeconds = BuildSeconds,
                Since = since,
                Until = until,
            };
        }

        private static void AddNumber(List<double> numbers, double? number)
        {
            if (number is { } known)
            {
                numbers.Add(known);
            }
        }
    }
}
