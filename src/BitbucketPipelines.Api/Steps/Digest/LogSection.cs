namespace BitbucketPipelines.Api.Runs;

/// <summary>A part of a log: what Bitbucket does before and after the script, or a command of the script.</summary>
/// <param name="name">The command with a plus sign, or <c>Build setup</c>, or <c>Build teardown</c>.</param>
/// <param name="first">The number of its first line.</param>
/// <param name="kind">What it is.</param>
internal sealed class LogSection(string name, long first, LogSectionKind kind)
{
    private const int KeptAtStart = 6;
    private const int KeptAtEnd = 6;

    private readonly Dictionary<int, List<ErrorLine>> _byScore = [];

    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>The number of its first line.</summary>
    public long First { get; } = first;

    /// <summary>The number of its last line.</summary>
    public long Last { get; set; } = first;

    /// <summary>What it is.</summary>
    public LogSectionKind Kind { get; set; } = kind;

    /// <summary>Whether it is a command that the script is known to have.</summary>
    public bool IsInScript { get; init; }

    /// <summary>Its likely errors: the first and the last ones of each kind.</summary>
    public IEnumerable<ErrorLine> Errors => _byScore.Values.SelectMany(list => list);

    /// <summary>Adds an error, and forgets another one if there are too many. Returns false for one that is there already.</summary>
    public bool Add(ErrorLine error)
    {
        int level = (error.Score / 10) + (error.IsNew ? 100 : 0);
        if (!_byScore.TryGetValue(level, out List<ErrorLine>? list))
        {
            _byScore[level] = list = [];
        }

        if (list.Exists(e => e.Key == error.Key))
        {
            return false;
        }

        if (list.Count == KeptAtStart + KeptAtEnd)
        {
            list.RemoveAt(KeptAtStart);
        }

        list.Add(error);
        return true;
    }

    /// <summary>Forgets all but the likeliest errors, since the script went on after them.</summary>
    public void Shrink()
    {
        foreach (int level in _byScore.Keys.OrderByDescending(l => l).Skip(2).ToList())
        {
            _byScore.Remove(level);
        }

        foreach (List<ErrorLine> list in _byScore.Values.Where(l => l.Count > 3))
        {
            list.RemoveRange(2, list.Count - 3);
        }
    }
}
