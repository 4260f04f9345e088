using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Reads a log once, line by line, and keeps a bounded number of lines: its sections with their likely errors and what stands around them,
/// the end of the script and of the log, lines that another log has not, and the whole log as long as it is short.
/// </summary>
/// <param name="maxLines">The number of lines up to which the whole log is kept, folded.</param>
/// <param name="commands">The commands of the step, as far as they are known.</param>
/// <param name="known">The log that it is compared with; null without one.</param>
internal sealed class LogSurvey(int maxLines, StepCommands commands, KnownLines? known)
{
    /// <summary>The number of lines after an error that are kept.</summary>
    public const int After = 40;

    /// <summary>The number of lines before an error that are kept.</summary>
    public const int Before = 8;

    /// <summary>The number of lines that are kept of the end of what only this log has.</summary>
    public const int LastNewLines = 10;

    private const int TailLength = 100;
    private const int MostSeen = 300_000;
    private const int MostSections = 400;
    private const int MostOpen = 16;

    private static readonly Regex s_command = new(
        @"^\+ (?!(?:Received|Expected|Actual|Snapshot)\b)[\w./$'""(\[~-]", RegexOptions.CultureInvariant);

    private static readonly Regex s_teardown = new(
        @"^(?:Build teardown|Running after-script|After[- ]script|Searching for (?:test report )?files|Finished scanning for test reports"
            + @"|Merged test suites|Assembling contents of new cache|Skipping (?:cache|assembly of)"
            + @"|Cache "".*"": (?:Uploading|Skipping upload)"
            + @"|Artifact pattern |Uploading artifact)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private readonly List<DigestItem> _whole = [];
    private readonly Queue<DigestItem> _tail = new();
    private readonly List<(ErrorLine Error, long End)> _open = [];
    private readonly Dictionary<ulong, (int Score, int Count)> _seen = [];
    private readonly List<DigestItem> _new = [];
    private readonly Queue<DigestItem> _lastNew = new();
    private readonly Dictionary<string, ErrorLine> _failedTests = new(StringComparer.Ordinal);
    private LineFolder? _folder;
    private List<DigestItem> _endOfScript = [];
    private List<DigestItem> _endOfKnownScript = [];
    private ErrorLine? _recent;
    private long _lastFilled;

    /// <summary>The number of lines of the log.</summary>
    public long Count { get; private set; }

    /// <summary>The number of lines that the compared log has not.</summary>
    public long NewCount { get; private set; }

    /// <summary>The sections, in order.</summary>
    public List<LogSection> Sections { get; } = [];

    /// <summary>Whether there is a log that this one is compared with.</summary>
    public bool IsCompared => known is not null;

    /// <summary>The first lines of the log, folded.</summary>
    public IReadOnlyList<DigestItem> Whole => _whole;

    /// <summary>Whether <see cref="Whole"/> is the whole log.</summary>
    public bool IsWhole => _whole.Count > 0 && _whole[_whole.Count - 1].Last == _lastFilled;

    /// <summary>The last lines of the log.</summary>
    public IEnumerable<DigestItem> Tail => _tail;

    /// <summary>The first lines that the compared log has not.</summary>
    public IEnumerable<DigestItem> New => _new;

    /// <summary>The last lines that the compared log has not.</summary>
    public IEnumerable<DigestItem> LastNew => _lastNew;

    /// <summary>The last lines of the script.</summary>
    public List<DigestItem> EndOfScript => _endOfScript.Count > 0 ? _endOfScript : [.. _tail];

    /// <summary>The last lines of the commands that the script is known to have, before others; empty when no others follow.</summary>
    public IReadOnlyList<DigestItem> EndOfKnownScript => _endOfKnownScript;

    /// <summary>How often the log has such a line.</summary>
    public int CountOf(ulong key) => _seen.TryGetValue(key, out (int Score, int Count) seen) ? seen.Count : 1;

    /// <summary>Adds a line as it is in the log.</summary>
    public void Add(string line)
    {
        string text = LogText.Clean(line);
        long number = ++Count;
        int score = 0;
        if (text.Length > 0)
        {
            ulong key = LineKey.HashOf(text);
            // The shell shows a command before it runs it.
            score = s_command.IsMatch(text) ? 0 : ScoreOf(key, text);
            bool isNew = known?.Contains(key) == false;
            BeginSection(text, number);
            if (isNew)
            {
                AddNew(new(number, number, text));
            }

            Follow(text, number, score);
            if (score >= ErrorScore.Least)
            {
                AddError(new() { Number = number, Text = text, Score = score, Key = key, IsNew = isNew });
            }

            FollowTest(text, score);
        }
        else
        {
            Follow(text, number, score);
        }

        _tail.Enqueue(new(number, number, text));
        if (_tail.Count > TailLength)
        {
            _tail.Dequeue();
        }

        AddToWhole(number, text, score);
    }

    /// <summary>Keeps what is left. Called once, after the last line.</summary>
    public void Finish() => _folder?.Finish();

    /// <summary>The commands behind those that the script is known to have do not belong to it.</summary>
    public void EndScript() => _endOfScript = _endOfKnownScript;

    private int ScoreOf(ulong key, string text)
    {
        // Most logs have the same lines again and again, but for their numbers.
        if (_seen.TryGetValue(key, out (int Score, int Count) seen))
        {
            _seen[key] = (seen.Score, seen.Count + 1);
            return seen.Score;
        }

        int score = ErrorScore.Of(text);
        if (_seen.Count < MostSeen)
        {
            _seen[key] = (score, 1);
        }

        return score;
    }

    private void BeginSection(string text, long number)
    {
        LogSection? current = Sections.Count > 0 ? Sections[Sections.Count - 1] : null;
        bool isCommand = s_command.IsMatch(text);
        LogSectionKind? kind = isCommand ? commands.IsAfterScript(text) ? LogSectionKind.Teardown : LogSectionKind.Command
            : s_teardown.IsMatch(text) ? LogSectionKind.Teardown
            : current is null ? LogSectionKind.Setup
            : null;
        if (kind is not { } begun || (begun == LogSectionKind.Teardown && current?.Kind == begun))
        {
            if (current is not null)
            {
                current.Last = number;
            }

            return;
        }

        if (begun == LogSectionKind.Teardown)
        {
            _endOfScript = [.. _tail];
        }
        else if (begun == LogSectionKind.Command)
        {
            // The script goes on, so what came before was not its end.
            _endOfScript = [];
            _endOfKnownScript = commands.IsInScript(text) ? [] : current is { IsInScript: true } ? [.. _tail] : _endOfKnownScript;
        }

        current?.Shrink();
        if (Sections.Count == MostSections)
        {
            Sections.RemoveAt(MostSections / 2);
        }

        string name = begun == LogSectionKind.Teardown ? "Build teardown" : begun == LogSectionKind.Setup ? "Build setup" : text;
        Sections.Add(new(name.Length > 100 ? $"{name.Substring(0, 100)} .." : name, number, begun)
        {
            IsInScript = isCommand && commands.IsInScript(text),
        });
    }

    private void AddNew(DigestItem line)
    {
        NewCount++;
        if (_new.Count < TailLength)
        {
            _new.Add(line);
        }

        _lastNew.Enqueue(line);
        if (_lastNew.Count > LastNewLines)
        {
            _lastNew.Dequeue();
        }
    }

    /// <summary>Adds a line to the lines around the errors before it.</summary>
    private void Follow(string text, long number, int score)
    {
        if (_recent is { Doubt: 0 } recent && number <= recent.Number + 3 && score < ErrorScore.Likely && text.Length > 0
            && recent.Score < ErrorScore.Fatal && Sections[Sections.Count - 1].Kind != LogSectionKind.Teardown)
        {
            recent.Doubt = ErrorScore.IsRetry(text) ? 45 : number == recent.Number + 1 && ErrorScore.IsSoft(text) ? 20 : 0;
        }

        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (number > _open[i].End)
            {
                _open.RemoveAt(i);
            }
            else
            {
                _open[i].Error.Context.Add(new(number, number, text));
            }
        }
    }

    /// <summary>A test that failed and passes later was tried again.</summary>
    private void FollowTest(string text, int score)
    {
        if (score >= ErrorScore.Likely && _failedTests.Count < MostSections && ErrorScore.IsFailedTest(text))
        {
            _failedTests[ErrorScore.TestOf(text)] = _recent!;
        }
        else if (score == 0 && _failedTests.Count > 0 && ErrorScore.IsPassed(text))
        {
            string name = ErrorScore.TestOf(text);
            if (_failedTests.TryGetValue(name, out ErrorLine? failed))
            {
                failed.Doubt = Math.Max(failed.Doubt, 45);
                _failedTests.Remove(name);
            }
        }
    }

    private void AddError(ErrorLine error)
    {
        _recent = error;
        if (!Sections[Sections.Count - 1].Add(error))
        {
            return;
        }

        error.Context.AddRange(_tail.Skip(Math.Max(0, _tail.Count - Before)));
        error.Context.Add(new(error.Number, error.Number, error.Text));
        if (_open.Count == MostOpen)
        {
            _open.RemoveAt(0);
        }

        _open.Add((error, error.Number + After));
    }

    /// <summary>Keeps the whole log, folded, as long as it fits into the digest.</summary>
    private void AddToWhole(long number, string text, int score)
    {
        if (text.Length > 0)
        {
            _lastFilled = number;
        }

        if (_whole.Count > maxLines)
        {
            _folder = null;
            return;
        }

        _folder ??= new LineFolder(_whole.Add);
        if (text.Length > 0)
        {
            _folder.Add(number, text, score);
        }
    }
}
