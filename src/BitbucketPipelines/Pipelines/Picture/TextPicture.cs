using System.Text;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Output;

/// <summary>
/// Draws a run as lines of text: a row for each step, with its bar on the time axis of the run. No line is wider than the window.
/// </summary>
/// <param name="timeline">The run.</param>
/// <param name="width">The number of columns. Less than 20 is not drawn.</param>
/// <param name="isUnicode">Whether the terminal shows blocks and lines, and not only ASCII.</param>
internal sealed class TextPicture(RunTimeline timeline, int width, bool isUnicode)
{
    private const int LeastWidth = 20;
    private const int LeastName = 8;
    private const int LeastBar = 10;

    /// <summary>The columns of the axis that a time takes, with the space behind it.</summary>
    private const int TickWidth = 10;

    private readonly int _width = Math.Max(LeastWidth, width);
    private readonly string _dots = isUnicode ? "\u2026" : "...";

    /// <summary>The lines of the picture.</summary>
    /// <param name="height">The maximum number of lines; null for as many as it takes. Steps that do not fit are counted.</param>
    public IReadOnlyList<string> Lines(int? height = null)
    {
        var head = new List<string>(Header());
        List<string> notes = [.. PictureWords.Notes(timeline).SelectMany(note => TextCells.Wrap(Marked(note), _width)), .. Legend()];
        Columns columns = Measure();
        int rows = timeline.Steps.Count;
        int first = 0;
        string? more = null;
        if (height is { } most && head.Count + 2 + rows + notes.Count > most)
        {
            if (most < 14)
            {
                notes.Clear();
                head.RemoveRange(1, head.Count - 1);
            }

            rows = Math.Max(1, Math.Min(rows, most - head.Count - notes.Count - 3));
            first = FirstRow(rows);
            int below = timeline.Steps.Count - first - rows;
            more = (first, below) switch
            {
                (0, 0) => null,
                (0, _) => $"{_dots} {below} more below",
                (_, 0) => $"{_dots} {first} more above",
                _ => $"{_dots} {first} more above, {below} below",
            };
        }

        var lines = new List<string>(head);
        if (timeline.Steps.Count > 0)
        {
            lines.Add("");
            lines.Add(Axis(columns));
            lines.AddRange(timeline.Steps.Skip(first).Take(rows).Select(step => Row(step, columns)));
        }

        if (more is not null)
        {
            lines.Add(TextCells.Cut(more, _width, _dots));
        }

        lines.AddRange(notes);
        return height is { } limit && lines.Count > limit ? lines.GetRange(0, Math.Max(0, limit)) : lines;
    }

    /// <summary>Says how a run stands: <c>Build: SUCCESSFUL in 0:41</c>.</summary>
    public static string Line(PipelineStep step)
    {
        string status = PictureWords.Status(step);
        string time = step.IsCompleted && step.HasStarted ? Display.Duration(step.Duration) : "";
        return $"{PictureWords.Name(step)}{PictureWords.Again(step)}: {Display.Painted(status, step.Status)}"
            + (time.Length > 0 ? " in " + time : "");
    }

    private IEnumerable<string> Header()
    {
        Pipeline run = timeline.Run;
        string title = PictureWords.Title(run);
        string result = PictureWords.Result(timeline);
        string word = result.Split(',', ' ')[0];
        yield return TextCells.Width(title) + 2 + result.Length <= _width
            ? $"{TerminalStyle.Link(title, run.Url)}: {Display.Painted(word, word)}{result.Substring(word.Length)}"
            : TextCells.Cut($"{result}: {title}", _width, _dots);
        foreach (string line in PictureWords.Facts(run).SelectMany(fact => TextCells.Wrap(fact, _width)))
        {
            yield return line;
        }

        foreach (string line in TextCells.Wrap(PictureWords.Safe(run.Url ?? ""), _width))
        {
            yield return TerminalStyle.Link(line, run.Url);
        }
    }

    /// <summary>The first row to show: the steps that run, or the last that ran, stand in the middle.</summary>
    private int FirstRow(int rows)
    {
        List<TimelineStep> steps = [.. timeline.Steps];
        int current = steps.FindIndex(s => s.Step.State == PipelineStates.InProgress);
        current = current >= 0 ? current : steps.FindLastIndex(s => s.Start is not null);
        return Math.Max(0, Math.Min(current - (rows / 2), steps.Count - rows));
    }

    private Columns Measure()
    {
        IReadOnlyList<TimelineStep> steps = timeline.Steps;
        int left = 4 + (steps.Any(s => s.Place != GroupPlace.None) ? 2 : 0);
        int time = steps.Select(s => PictureWords.Time(s).Length).DefaultIfEmpty().Max();
        int status = steps.Select(s => TextCells.Width(PictureWords.Status(s.Step))).DefaultIfEmpty().Max();
        int name = steps.Select(s => TextCells.Width(NameOf(s.Step))).DefaultIfEmpty().Max();
        int room = _width - left - 2 - (time > 0 ? time + 1 : 0) - (status > 0 ? status + 1 : 0);
        if (room < LeastName + LeastBar)
        {
            // The symbol says it, too.
            room += status > 0 ? status + 1 : 0;
            status = 0;
        }

        if (room < LeastName + LeastBar)
        {
            return new Columns(left, Math.Max(1, Math.Min(name, room)), 0, time, status);
        }

        name = Math.Min(name, Math.Max(LeastName, Math.Min(room - LeastBar, room * 2 / 5)));
        return new Columns(left, name, room - name, time, status);
    }

    private static string NameOf(PipelineStep step) => PictureWords.Name(step) + PictureWords.Again(step);

    private string Axis(Columns columns)
    {
        var line = new StringBuilder(new string(' ', columns.Bar));
        foreach (TimeSpan tick in timeline.Scale.Ticks(columns.Bar / TickWidth))
        {
            string text = Display.Duration(tick);
            int at = Cell(tick, columns);
            bool isFree = at + text.Length <= columns.Bar
                && Enumerable.Range(Math.Max(0, at - 1), text.Length + (at > 0 ? 1 : 0)).All(i => line[i] == ' ');
            if (isFree)
            {
                line.Remove(at, text.Length).Insert(at, text);
            }
        }

        foreach ((TimeSpan from, TimeSpan to) in timeline.Scale.Breaks)
        {
            int middle = (Cell(from, columns) + Cell(to, columns)) / 2;
            if (middle < line.Length && line[middle] == ' ')
            {
                line[middle] = isUnicode ? '\u2248' : '~';
            }
        }

        return (new string(' ', columns.Left + columns.Name + 1) + line).TrimEnd();
    }

    private string Row(TimelineStep step, Columns columns)
    {
        string? status = step.Step.Status;
        string again = PictureWords.Again(step.Step);
        string name = again.Length < columns.Name / 2
            ? TextCells.Cut(PictureWords.Name(step.Step), columns.Name - again.Length, _dots) + again
            : TextCells.Cut(NameOf(step.Step), columns.Name, _dots);
        var line = new StringBuilder();
        line.Append(step.IsCritical ? Critical : ' ').Append(' ').Append(Display.Painted(Symbol(status), status)).Append(' ');
        line.Append(columns.Left > 4 ? Bracket(step.Place) + " " : "");
        line.Append(TerminalStyle.Link(name, step.Step.Url)).Append(' ', columns.Name - TextCells.Width(name));
        if (columns.Bar > 0)
        {
            line.Append(' ').Append(Bar(step, columns));
        }

        if (columns.Time > 0)
        {
            line.Append(' ').Append(PictureWords.Time(step).PadLeft(columns.Time));
        }

        if (columns.Status > 0)
        {
            line.Append(' ').Append(Display.Painted(PictureWords.Status(step.Step), status));
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>The bar of a step, as wide as the axis: dots while the run waited for it, then what it ran.</summary>
    private string Bar(TimelineStep step, Columns columns)
    {
        int start = step.Start is { } from ? Cell(from, columns) : columns.Bar;
        int end = step.End is { } to ? Math.Max(start + 1, Round(to, columns)) : start;
        int waits = step.WaitsFrom is { } since ? Math.Min(Cell(since, columns), start) : start;
        string waiting = new(isUnicode ? '\u00b7' : '.', start - waits);
        bool isOpen = !isUnicode && step.Step.State == PipelineStates.InProgress;
        string ran = new string(Block(step.Step), end - start - (isOpen ? 1 : 0)) + (isOpen ? ">" : "");

        return new string(' ', waits)
            + (step.Start is null ? Display.Painted(waiting, step.Step.Status) : waiting)
            + Display.Painted(ran, step.Step.Status) + new string(' ', columns.Bar - end);
    }

    /// <summary>The cell in which a time is. The last cell belongs to the end, too.</summary>
    private int Cell(TimeSpan time, Columns columns) => Math.Min(columns.Bar - 1, Round(time, columns));

    private int Round(TimeSpan time, Columns columns) =>
        (int)Math.Round(timeline.Scale.Position(time) * columns.Bar, MidpointRounding.AwayFromZero);

    private char Critical => isUnicode ? '\u25c6' : '*';

    private string Marked(string note) => note.StartsWith("Critical path", StringComparison.Ordinal) ? $"{Critical} {note}" : note;

    private IEnumerable<string> Legend()
    {
        string[] parts =
        [
            .. timeline.Steps.Any(s => s.Place != GroupPlace.None)
                ? [$"{Bracket(GroupPlace.First)}{Bracket(GroupPlace.Middle)}{Bracket(GroupPlace.Last)} in parallel"]
                : Array.Empty<string>(),
            .. timeline.Steps.Any(s => s.WaitsFrom is not null)
                ? [$"{(isUnicode ? "\u00b7\u00b7" : "..")} waiting"]
                : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? [] : TextCells.Wrap(string.Join("   ", parts), _width);
    }

    private string Bracket(GroupPlace place) => place switch
    {
        GroupPlace.First => isUnicode ? "\u250c" : "/",
        GroupPlace.Middle => isUnicode ? "\u2502" : "|",
        GroupPlace.Last => isUnicode ? "\u2514" : "\\",
        _ => " ",
    };

    private char Block(PipelineStep step) => (step.State == PipelineStates.InProgress, PictureTones.Of(step.Status)) switch
    {
        (true, _) => isUnicode ? '\u2592' : '=',
        (_, PictureTone.Good) => isUnicode ? '\u2588' : '#',
        (_, PictureTone.Bad) => isUnicode ? '\u2588' : 'x',
        _ => isUnicode ? '\u2593' : '%',
    };

    private string Symbol(string? status) => PictureTones.Of(status) switch
    {
        PictureTone.Good => isUnicode ? "\u2713" : "+",
        PictureTone.Bad => isUnicode ? "\u2717" : "x",
        PictureTone.Ended => "!",
        PictureTone.Waiting => "?",
        PictureTone.Active => isUnicode ? "\u25ba" : ">",
        _ => status == PipelineStates.NotRun ? "-" : isUnicode ? "\u25cb" : "o",
    };

    /// <summary>How wide the columns are.</summary>
    /// <param name="Left">Marks, symbols and brackets, with the spaces behind them.</param>
    /// <param name="Name">The names.</param>
    /// <param name="Bar">The bars; 0 if there is no room for them.</param>
    /// <param name="Time">The durations.</param>
    /// <param name="Status">The results; 0 if there is no room for them.</param>
    private sealed record Columns(int Left, int Name, int Bar, int Time, int Status);
}
