using System.Globalization;
using System.Text.RegularExpressions;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// The part of a log that matters: the lines around the first real error, other likely errors, and the end. The log is read once, line by
/// line, and only a bounded number of lines is kept. The script of a step stops at the first command that fails, so errors in commands
/// before the last one count less, as do those after which something was tried again.
/// </summary>
/// <param name="maxLines">The maximum number of lines of the digest.</param>
/// <param name="teardown">The commands that run after the script; empty when they are not known.</param>
/// <param name="known">The log that it is compared with: only lines that it has not are errors. Null without one.</param>
internal sealed class LogDigest(int maxLines, IReadOnlyCollection<string>? teardown = null, KnownLines? known = null)
{
    private const int Before = 4;
    private const int After = 40;
    private const int TailLength = 100;
    private const int Last = 10;
    private const int MostSeen = 300_000;
    private const int MostSections = 400;
    private const int MostOpen = 16;

    /// <summary>An error that came first is the cause if it is nearly as likely as the likeliest one.</summary>
    private const int NearlyAsLikely = 12;

    private static readonly Regex s_command = new(
        @"^\+ (?!(?:Received|Expected|Actual|Snapshot)\b)[\w./$'""(\[~-]", RegexOptions.CultureInvariant);

    private static readonly Regex s_teardown = new(
        @"^(?:Build teardown|Running after-script|After[- ]script|Searching for (?:test report )?files|Finished scanning for test reports"
            + @"|Merged test suites|Assembling contents of new cache|Skipping (?:cache|assembly of)"
            + @"|Cache "".*"": (?:Uploading|Skipping upload)"
            + @"|Artifact pattern |Uploading artifact)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private readonly List<LogSection> _sections = [];
    private readonly List<DigestItem> _whole = [];
    private readonly Queue<DigestItem> _tail = new();
    private readonly List<(ErrorLine Error, long End)> _open = [];
    private readonly Dictionary<ulong, (int Score, int Count)> _seen = [];
    private readonly List<DigestItem> _new = [];
    private readonly Queue<DigestItem> _lastNew = new();
    private readonly Dictionary<string, ErrorLine> _failedTests = new(StringComparer.Ordinal);
    private LineFolder? _folder;
    private List<DigestItem> _endOfScript = [];
    private ErrorLine? _recent;
    private long _lastFilled;
    private bool _isFinished;

    /// <summary>The number of lines of the log.</summary>
    public long Count { get; private set; }

    /// <summary>The number of lines that the compared log has not.</summary>
    public long NewCount { get; private set; }

    /// <summary>The first real error; null when no line looks like one.</summary>
    public ErrorLine? Cause { get; private set; }

    /// <summary>An empty digest of the log of a step.</summary>
    public static LogDigest Of(PipelineStep step, int maxLines, KnownLines? known = null)
    {
        var script = new HashSet<string>((step.ScriptCommands ?? []).Select(c => c.Command ?? ""), StringComparer.Ordinal);
        return new(maxLines, [.. (step.TeardownCommands ?? []).Select(c => c.Command ?? "").Where(c => !script.Contains(c))], known);
    }

    /// <summary>Adds lines as they are in the log.</summary>
    public void Add(IReadOnlyList<string> lines)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            Add(lines[i]);
        }
    }

    /// <summary>Adds a line as it is in the log.</summary>
    public void Add(string line)
    {
        string text = LogText.Clean(line);
        long number = ++Count;
        int score = 0;
        bool isNew = false;
        if (text.Length > 0)
        {
            ulong key = LineKey.HashOf(text);
            // The shell shows a command before it runs it.
            score = s_command.IsMatch(text) ? 0 : ScoreOf(key, text);
            isNew = known?.Contains(key) == false;
            BeginSection(text, number);
            if (isNew)
            {
                NewCount++;
                if (_new.Count < TailLength)
                {
                    _new.Add(new(number, number, text));
                }

                _lastNew.Enqueue(new(number, number, text));
                if (_lastNew.Count > Last)
                {
                    _lastNew.Dequeue();
                }
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

    /// <summary>Decides what the cause is. Called once, after the last line.</summary>
    public void Finish()
    {
        _isFinished = true;
        _folder?.Finish();
        LogSection? failing = FailingSection;
        foreach (LogSection section in _sections)
        {
            foreach (ErrorLine error in section.Errors)
            {
                error.Rank = error.Score - error.Doubt - (known is not null && !error.IsNew ? 60 : 0)
                    - (IsPast(section, failing, error) ? 45 : 0) - Often(error.Key);
            }
        }

        // With a line that only this log has, one that the other log has as well is not the cause. What follows the script does not end it.
        var after = new HashSet<ErrorLine>(
            _sections.FindAll(s => s.Kind == LogSectionKind.Teardown).SelectMany(s => s.Errors).Where(e => e.Score < ErrorScore.Fatal));
        List<ErrorLine> errors = Errors.FindAll(e => (e.IsNew || NewCount == 0) && !after.Contains(e));
        if (errors.Count > 0)
        {
            int top = errors.Max(e => e.Rank);
            List<ErrorLine> likely = errors.FindAll(e => e.Rank >= top - NearlyAsLikely);
            // A Python traceback says at its end what the error is.
            Cause = likely.Find(e => !e.Text.Contains("Traceback (most recent")) ?? likely[0];
        }
    }

    /// <summary>The lines of the digest, at most as many as was asked for. Notes in brackets say what was left out.</summary>
    /// <param name="title">What the first line calls the log, such as <c>step 'Build'</c>.</param>
    public IReadOnlyList<string> Render(string title)
    {
        if (!_isFinished)
        {
            Finish();
        }

        if (Count == 0)
        {
            return [$"[{title}: the log is empty]"];
        }

        var header = new List<string>();
        if (maxLines >= 4)
        {
            header.Add($"[{title}: {Lines(Count)}, {CauseText}]");
        }

        if (_whole.Count <= maxLines - header.Count && _whole.Count > 0 && _whole[_whole.Count - 1].Last == _lastFilled)
        {
            return [.. header, .. _whole.Select(i => i.Text)];
        }

        header.AddRange(SectionNames(maxLines / 8));
        return [.. header, .. new DigestPage(Captured(), Count).Choose(Order(), maxLines - header.Count)];
    }

    /// <summary>The lines that the compared log has not: those at the cause, at other likely errors, and the last ones.</summary>
    public IReadOnlyList<string> RenderNew()
    {
        if (!_isFinished)
        {
            Finish();
        }

        return [.. new DigestPage(Captured(), Count, hasEnds: false).Choose(OrderOfNew(), maxLines)];
    }

    private List<ErrorLine> Errors =>
        [.. _sections.SelectMany(s => s.Errors).Where(e => e.Rank >= 0).OrderBy(e => e.Number)];

    /// <summary>The command that failed: the last one with an error, since the script stops there.</summary>
    private LogSection? FailingSection
    {
        get
        {
            List<LogSection> script = _sections.FindAll(s => s.Kind != LogSectionKind.Teardown);
            return script.FindLast(s => s.Errors.Any(
                    e => e.Score - e.Doubt >= ErrorScore.Likely && (known is null || e.IsNew)))
                ?? (script.Count > 0 ? script[script.Count - 1] : null);
        }
    }

    /// <summary>What occurs again and again is noise rather than the cause.</summary>
    private int Often(ulong key) => CountOf(key) switch
    {
        < 4 => 0,
        < 10 => 8,
        < 30 => 16,
        < 100 => 24,
        _ => 32,
    };

    private int CountOf(ulong key) => _seen.TryGetValue(key, out (int Score, int Count) seen) ? seen.Count : 1;

    /// <summary>Whether the script went on after an error, or had ended before it.</summary>
    private static bool IsPast(LogSection section, LogSection? failing, ErrorLine error) => section.Kind == LogSectionKind.Teardown
        ? error.Score < ErrorScore.Fatal
        : failing is not null && section.First < failing.First;

    private string CauseText => Cause is { } cause
        ? $"first error in line {Number(cause.Number)}"
        : "no line looks like an error";

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
        LogSection? current = _sections.Count > 0 ? _sections[_sections.Count - 1] : null;
        LogSectionKind? kind = s_command.IsMatch(text)
            ? IsTeardown(text) ? LogSectionKind.Teardown : LogSectionKind.Command
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
        }

        current?.Shrink();
        if (_sections.Count == MostSections)
        {
            _sections.RemoveAt(MostSections / 2);
        }

        string name = begun == LogSectionKind.Teardown ? "Build teardown" : begun == LogSectionKind.Setup ? "Build setup" : text;
        _sections.Add(new(name.Length > 100 ? $"{name.Substring(0, 100)} .." : name, number, begun));
    }

    private bool IsTeardown(string text) =>
        teardown is not null && teardown.Any(c => c.Length > 0 && text.AsSpan(2).Trim().SequenceEqual(c.AsSpan().Trim()));

    /// <summary>Adds a line to the lines around the errors before it.</summary>
    private void Follow(string text, long number, int score)
    {
        if (_recent is { Doubt: 0 } recent && number <= recent.Number + 3 && score < ErrorScore.Likely && text.Length > 0
            && recent.Score < ErrorScore.Fatal && _sections[_sections.Count - 1].Kind != LogSectionKind.Teardown)
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
        if (!_sections[_sections.Count - 1].Add(error))
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

    /// <summary>All lines that are known: those around errors, those at the beginning, and those at the end.</summary>
    private List<DigestItem> Captured()
    {
        var lines = new SortedDictionary<long, string>();
        IEnumerable<DigestItem> all = _sections.SelectMany(s => s.Errors).SelectMany(e => e.Context)
            .Concat(_endOfScript).Concat(_tail).Concat(_new).Concat(_lastNew).Concat(_whole.Where(i => i.First == i.Last));
        foreach (DigestItem line in all)
        {
            lines[line.First] = line.Text;
        }

        var items = new List<DigestItem>();
        var folder = new LineFolder(items.Add);
        foreach (KeyValuePair<long, string> line in lines)
        {
            folder.Add(line.Key, line.Value, ErrorScore.Of(line.Value));
        }

        folder.Finish();
        return items;
    }

    /// <summary>The numbers of the lines that are shown, the most important one first.</summary>
    private List<long> Order()
    {
        List<ErrorLine> others = Others();
        List<DigestItem> last = EndOfScript.FindAll(i => i.Text.Length > 0);
        last.Reverse();
        List<long> end = last.ConvertAll(i => i.First);
        // Near the end, a line that the log has once says more than one that it has again and again.
        List<long> rare = [.. last.Where(i => CountOf(LineKey.HashOf(i.Text)) == 1).Select(i => i.First)];
        var order = new List<long>();
        if (Cause is { } cause)
        {
            order.Add(cause.Number);
            order.AddRange(Around(cause, 1, 6));
            order.AddRange(Around(cause, -2, -1).Reverse());
            order.AddRange(others.Take(5).Select(e => e.Number));
            order.AddRange(end.Take(3));
            order.AddRange(rare.Take(5));
            order.AddRange(Around(cause, 7, 12));
            order.AddRange(others.Take(5).SelectMany(e => Around(e, 1, 2)));
            order.AddRange(others.Skip(5).Take(5).Select(e => e.Number));
            order.AddRange(others.Take(5).SelectMany(e => Around(e, -1, -1)));
        }

        order.AddRange(rare.Take(10));
        order.AddRange(end.Take(8));
        order.AddRange(_tail.Where(i => i.Text.Length > 0).Select(i => i.First).Reverse().Take(2));
        if (Cause is { } again)
        {
            order.AddRange(Around(again, -Before, -3));
            order.AddRange(others.Skip(5).Take(5).SelectMany(e => Around(e, 1, 2)));
            order.AddRange(others.Skip(10).Select(e => e.Number));
            order.AddRange(Around(again, 13, After));
        }

        order.AddRange(end.Take(maxLines / 2));
        order.AddRange(_whole.Select(i => i.First).Take(maxLines / 4));
        order.AddRange(others.SelectMany(e => Around(e, 1, After)));
        order.AddRange(end);
        order.AddRange(_whole.Select(i => i.First));
        return order;
    }

    private List<long> OrderOfNew()
    {
        List<ErrorLine> others = Others();
        var order = new List<long>();
        if (Cause is { } cause)
        {
            order.Add(cause.Number);
            order.AddRange(Around(cause, 1, 6));
            order.AddRange(Around(cause, -2, -1).Reverse());
            order.AddRange(others.Where(e => e.IsNew).Take(6).Select(e => e.Number));
            order.AddRange(Around(cause, 7, 10));
            order.AddRange(others.Where(e => e.IsNew).Take(4).SelectMany(e => Around(e, 1, 2)));
        }

        order.AddRange(_lastNew.Reverse().Take(Cause is null ? Last : 4).Select(i => i.First));
        order.AddRange(_new.Select(i => i.First));
        if (Cause is null)
        {
            order.AddRange(EndOfScript.Where(i => i.Text.Length > 0).Select(i => i.First).Reverse().Take(10));
        }

        return order;
    }

    private List<DigestItem> EndOfScript => _endOfScript.Count > 0 ? _endOfScript : [.. _tail];

    /// <summary>The other likely errors, the likeliest first; among equals, in turn from the beginning and from the end.</summary>
    private List<ErrorLine> Others()
    {
        var others = new List<ErrorLine>();
        foreach (IGrouping<int, ErrorLine> level in Errors.Where(e => e != Cause).GroupBy(e => e.Rank / 10).OrderByDescending(g => g.Key))
        {
            List<ErrorLine> left = [.. level];
            for (bool fromStart = true; left.Count > 0; fromStart = !fromStart)
            {
                int index = fromStart ? 0 : left.Count - 1;
                others.Add(left[index]);
                left.RemoveAt(index);
            }
        }

        return others;
    }

    private static IEnumerable<long> Around(ErrorLine error, int from, int to) =>
        Enumerable.Range(from, to - from + 1).Select(d => error.Number + d);

    /// <summary>The sections with their lines, as many as there is room for: the failing one, those before it, and the teardown.</summary>
    private List<string> SectionNames(int most)
    {
        if (_sections.Count < 2 || most < 2)
        {
            return [];
        }

        LogSection? failing = Cause is { } cause ? _sections.FindLast(s => s.First <= cause.Number) : FailingSection;
        int last = Math.Max(_sections.IndexOf(failing!), 0);
        List<LogSection> shown = _sections.Count <= most ? _sections
            : [.. _sections.Take(last + 1).Skip(Math.Max(0, last + 2 - most)), .. _sections.Skip(last + 1).Take(1)];
        List<string> names = [.. shown.Take(most).Select(s =>
            $"[{Span(s.First, s.Last)}: {s.Name}{(s == failing ? Cause is null ? " (the last command)" : " (the error is here)" : "")}]")];
        if (shown.Count < _sections.Count && names.Count == most)
        {
            names[0] = $"[{_sections.Count - names.Count + 1} sections before]";
        }

        return names;
    }

    /// <summary>Line numbers as text.</summary>
    internal static string Span(long first, long last) =>
        first == last ? $"line {Number(first)}" : $"lines {Number(first)}-{Number(last)}";

    private static string Lines(long count) => count == 1 ? "1 line" : $"{Number(count)} lines";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
