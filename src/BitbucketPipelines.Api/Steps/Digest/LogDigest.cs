using System.Globalization;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// The part of a log that matters: the lines around the first real error, other likely errors, and the end. The log is read once, line by
/// line, by <see cref="LogSurvey"/>; <see cref="CauseFinder"/> ranks the errors, and <see cref="DigestOrder"/> chooses the lines.
/// </summary>
/// <param name="maxLines">The maximum number of lines of the digest.</param>
/// <param name="commands">The commands of the step; null when they are not known.</param>
/// <param name="known">The log that it is compared with: only lines that it has not are errors. Null without one.</param>
internal sealed class LogDigest(int maxLines, StepCommands? commands = null, KnownLines? known = null)
{
    private readonly LogSurvey _survey = new(maxLines, commands ?? StepCommands.Unknown, known);
    private CauseFinder? _finder;

    /// <summary>The number of lines of the log.</summary>
    public long Count => _survey.Count;

    /// <summary>The number of lines that the compared log has not.</summary>
    public long NewCount => _survey.NewCount;

    /// <summary>The first real error; null when no line looks like one.</summary>
    public ErrorLine? Cause { get; private set; }

    /// <summary>An empty digest of the log of a step.</summary>
    public static LogDigest Of(PipelineStep step, int maxLines, KnownLines? known = null) => new(maxLines, StepCommands.Of(step), known);

    /// <summary>Adds lines as they are in the log.</summary>
    public void Add(IReadOnlyList<string> lines)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            Add(lines[i]);
        }
    }

    /// <summary>Adds a line as it is in the log.</summary>
    public void Add(string line) => _survey.Add(line);

    /// <summary>Decides what the cause is. Called after the last line.</summary>
    public void Finish() => Finished();

    /// <summary>The lines of the digest, at most as many as was asked for. Notes in brackets say what was left out.</summary>
    /// <param name="title">What the first line calls the log, such as <c>step 'Build'</c>.</param>
    public IReadOnlyList<string> Render(string title)
    {
        CauseFinder finder = Finished();
        if (Count == 0)
        {
            return [$"[{title}: the log is empty]"];
        }

        var header = new List<string>();
        if (maxLines >= 4)
        {
            header.Add($"[{title}: {Lines(Count)}, {CauseText}]");
        }

        if (_survey.IsWhole && _survey.Whole.Count <= maxLines - header.Count)
        {
            return [.. header, .. _survey.Whole.Select(i => i.Text)];
        }

        header.AddRange(SectionNames(finder, maxLines / 8));
        var order = new DigestOrder(_survey, finder.Errors, Cause);
        return [.. header, .. new DigestPage(order.Known(), Count).Choose(order.All(maxLines), maxLines - header.Count)];
    }

    /// <summary>The lines that the compared log has not: those at the cause, at other likely errors, and the last ones.</summary>
    public IReadOnlyList<string> RenderNew()
    {
        var order = new DigestOrder(_survey, Finished().Errors, Cause);
        return [.. new DigestPage(order.Known(), Count, hasEnds: false).Choose(order.New(), maxLines)];
    }

    private CauseFinder Finished()
    {
        if (_finder is null)
        {
            _survey.Finish();
            _finder = new CauseFinder(_survey);
            Cause = _finder.Find();
        }

        return _finder;
    }

    private string CauseText => Cause is { } cause
        ? $"first error in line {Number(cause.Number)}"
        : "no line looks like an error";

    /// <summary>The sections with their lines, as many as there is room for: the failing one, those before it, and the teardown.</summary>
    private List<string> SectionNames(CauseFinder finder, int most)
    {
        List<LogSection> sections = _survey.Sections;
        if (sections.Count < 2 || most < 2)
        {
            return [];
        }

        LogSection? failing = Cause is { } cause ? sections.FindLast(s => s.First <= cause.Number) : finder.FailingSection;
        int last = Math.Max(sections.IndexOf(failing!), 0);
        List<LogSection> shown = sections.Count <= most ? sections
            : [.. sections.Take(last + 1).Skip(Math.Max(0, last + 2 - most)), .. sections.Skip(last + 1).Take(1)];
        List<string> names = [.. shown.Take(most).Select(s =>
            $"[{Span(s.First, s.Last)}: {s.Name}{(s == failing ? Cause is null ? " (the last command)" : " (the error is here)" : "")}]")];
        if (shown.Count < sections.Count && names.Count == most)
        {
            names[0] = $"[{sections.Count - names.Count + 1} sections before]";
        }

        return names;
    }

    /// <summary>Line numbers as text.</summary>
    internal static string Span(long first, long last) =>
        first == last ? $"line {Number(first)}" : $"lines {Number(first)}-{Number(last)}";

    private static string Lines(long count) => count == 1 ? "1 line" : $"{Number(count)} lines";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
