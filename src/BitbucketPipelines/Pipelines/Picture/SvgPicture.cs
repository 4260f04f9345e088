using System.Globalization;
using System.Text;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Output;

/// <summary>
/// Draws a run as an SVG picture that needs nothing else: no script, no font and no style sheet. It follows the light or dark theme of the
/// reader. Each step is a link to its page, with a tooltip.
/// </summary>
/// <param name="timeline">The run.</param>
internal sealed class SvgPicture(RunTimeline timeline)
{
    private const int Width = 960;
    private const int Margin = 24;
    private const int RowHeight = 28;
    private const int BarHeight = 16;
    private const int NameLeft = 74;
    private const int BarLeft = 344;
    private const int BarWidth = 424;
    private const int TimeRight = 840;
    private const int StatusLeft = 850;
    private const int LineHeight = 20;

    /// <summary>How many characters fit: all have the same width.</summary>
    private const int NameLength = 33;
    private const int TitleLength = 82;
    private const int TextLength = 114;
    private const int StatusLength = 11;
    private const int LongestBreakLabel = 8;

    private const string Style =
        ".bb{background:#fff}.bb .page{fill:#fff;stroke:#d0d7de}"
        + ".bb text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace;fill:#1f2328;"
        + "white-space:pre}.bb .title{font-size:18px;font-weight:bold}.bb .soft{fill:#57606a}.bb .small{font-size:12px}"
        + ".bb .grid{stroke:#d0d7de;stroke-width:1}.bb .line{stroke:#57606a;stroke-width:1.5;fill:none}"
        + ".bb .wait{stroke:#57606a;stroke-width:2;stroke-dasharray:2 4}.bb .break{fill:#57606a;fill-opacity:.1}"
        + ".bb .row{fill:#57606a;fill-opacity:0}.bb a:hover .row,.bb a:focus .row{fill-opacity:.12}.bb a{text-decoration:none}"
        + ".bb .Good{fill:#1a7f37}.bb .Bad{fill:#cf222e}.bb .Ended,.bb .Waiting{fill:#9a6700}.bb .Active{fill:#0969da}"
        + ".bb .Idle{fill:#57606a}"
        + ".bb .critical{stroke:#1f2328;stroke-width:2}"
        + "@media (prefers-color-scheme:dark){.bb{background:#0d1117}.bb .page{fill:#0d1117;stroke:#30363d}.bb text{fill:#e6edf3}"
        + ".bb .soft{fill:#9198a1}.bb .grid{stroke:#30363d}.bb .line,.bb .wait{stroke:#9198a1}.bb .break,.bb .row{fill:#9198a1}"
        + ".bb .Good{fill:#3fb950}.bb .Bad{fill:#ff7b72}.bb .Ended,.bb .Waiting{fill:#d29922}.bb .Active{fill:#58a6ff}"
        + ".bb .Idle{fill:#9198a1}.bb .critical{stroke:#e6edf3}}";

    private readonly StringBuilder _svg = new();

    /// <summary>The picture as a file of its own.</summary>
    public string Draw()
    {
        Pipeline run = timeline.Run;
        string[] facts = [.. Facts(timeline).SelectMany(fact => TextCells.Wrap(fact, TextLength))];
        string[] notes = [.. PictureWords.Notes(timeline).SelectMany(note => TextCells.Wrap(note, TextLength))];
        int top = 36 + (LineHeight * (facts.Length + 1)) + 34;
        int bottom = top + (RowHeight * timeline.Steps.Count);
        int height = bottom + 14 + (LineHeight * (notes.Length + 1)) + 12;
        _svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"bb\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" ")
            .Append($"height=\"{height}\" role=\"group\" aria-labelledby=\"bb-title bb-text\">\n")
            .Append($"<title id=\"bb-title\">{Markup.Text(Title(timeline))}</title>\n")
            .Append($"<desc id=\"bb-text\">{Markup.Text(Description(timeline))}</desc>\n")
            .Append($"<style>{Style}</style>\n")
            .Append($"<rect class=\"page\" x=\".5\" y=\".5\" width=\"{Width - 1}\" height=\"{height - 1}\" rx=\"8\"/>\n");
        DrawHeader(run, facts);
        DrawAxis(top, bottom);
        DrawGroups(top);
        for (int i = 0; i < timeline.Steps.Count; i++)
        {
            DrawRow(timeline.Steps[i], top + (RowHeight * i));
        }

        int y = bottom + 14 + LineHeight;
        foreach (string note in notes)
        {
            string mark = note.StartsWith("Critical path", StringComparison.Ordinal) ? "\u25c6 " : "";
            Text(Margin, y, "soft", mark + note);
            y += LineHeight;
        }

        Text(Margin, y, "soft small", Legend());
        return _svg.Append("</svg>\n").ToString();
    }

    /// <summary>The run and how it ended.</summary>
    public static string Title(RunTimeline timeline) => $"{PictureWords.Title(timeline.Run)}: {PictureWords.Result(timeline)}";

    /// <summary>What was run. The picture of a run that goes on says of when it is.</summary>
    public static IReadOnlyList<string> Facts(RunTimeline timeline) =>
    [
        .. PictureWords.Facts(timeline.Run),
        .. timeline.Run.IsCompleted ? Array.Empty<string>()
            : [$"As it stood on {Display.LocalTime((timeline.Start + timeline.Length).ToLocalTime())}"],
    ];

    /// <summary>What a tooltip says about a step.</summary>
    public static string Tooltip(TimelineStep step, RunTimeline timeline)
    {
        string time = PictureWords.Time(step);
        string waited = step is { WaitsFrom: { } from } && ((step.Start ?? timeline.Length) - from) is { TotalSeconds: >= 1 } wait
            ? $"; {(step.Start is null ? "has waited" : "waited")} {Display.Duration(wait)}" : "";
        string started = step.Start is null ? "" : $"; started {Display.LocalTime((timeline.Start + step.Start.Value).ToLocalTime())}";
        string error = step.Step.Error is { Length: > 0 } why ? "; " + PictureWords.Safe(why) : "";
        return $"{PictureWords.Name(step.Step)}{PictureWords.Again(step.Step)}: {PictureWords.Status(step.Step)}"
            + $"{(time.Length > 0 ? " in " + time : "")}{started}{waited}{(step.IsCritical ? "; on the critical path" : "")}{error}";
    }

    private static string Description(RunTimeline timeline) => string.Join(
        ". ", Facts(timeline).Concat(timeline.Steps.Select(s => Tooltip(s, timeline))).Concat(PictureWords.Notes(timeline)));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private void Text(double x, double y, string style, string text, string anchor = "start") => _svg.Append(
        $"<text class=\"{style}\" x=\"{Number(x)}\" y=\"{Number(y)}\"{(anchor == "start" ? "" : $" text-anchor=\"{anchor}\"")}>"
            + $"{Markup.Text(text)}</text>\n");

    private void DrawHeader(Pipeline run, string[] facts)
    {
        string? address = Markup.Address(run.Url);
        _svg.Append(address is null ? "" : $"<a href=\"{address}\"><title>{address}</title>\n");
        Text(Margin, 36, $"title {PictureTones.Of(PictureWords.Result(timeline).Split(',', ' ')[0])}",
            TextCells.Cut(Title(timeline), TitleLength, "\u2026"));
        _svg.Append(address is null ? "" : "</a>\n");
        for (int i = 0; i < facts.Length; i++)
        {
            Text(Margin, 36 + (LineHeight * (i + 1)) + 4, "soft", facts[i]);
        }
    }

    private void DrawAxis(int top, int bottom)
    {
        if (timeline.Steps.Count == 0)
        {
            return;
        }

        foreach ((TimeSpan from, TimeSpan to) in timeline.Scale.Breaks)
        {
            double left = X(from);
            _svg.Append($"<rect class=\"break\" x=\"{Number(left)}\" y=\"{top - 24}\" width=\"{Number(X(to) - left)}\" ")
                .Append($"height=\"{bottom - top + 24}\"/>\n");
            string label = "\u2248 " + Display.Duration(to - from);
            Text((left + X(to)) / 2, top - 10, "soft small", label.Length <= LongestBreakLabel ? label : "\u2248", "middle");
        }

        double free = double.MinValue;
        foreach (TimeSpan tick in timeline.Scale.Ticks(7))
        {
            double x = X(tick);
            string label = Display.Duration(tick);
            _svg.Append($"<line class=\"grid\" x1=\"{Number(x)}\" y1=\"{top - 4}\" x2=\"{Number(x)}\" y2=\"{bottom}\"/>\n");
            if (x - (label.Length * 4) > free)
            {
                Text(x, top - 10, "soft small", label, "middle");
                free = x + (label.Length * 4) + 8;
            }
        }
    }

    private void DrawGroups(int top)
    {
        int first = 0;
        for (int i = 0; i < timeline.Steps.Count; i++)
        {
            if (timeline.Steps[i].Place == GroupPlace.First)
            {
                first = i;
            }
            else if (timeline.Steps[i].Place == GroupPlace.Last)
            {
                int from = top + (RowHeight * first) + (RowHeight / 2);
                int to = top + (RowHeight * i) + (RowHeight / 2);
                _svg.Append($"<path class=\"line\" d=\"M66 {from}h-6V{to}h6\"><title>These steps ran in parallel</title></path>\n");
            }
        }
    }

    private void DrawRow(TimelineStep step, int top)
    {
        string tone = PictureTones.Of(step.Step.Status).ToString();
        string? address = Markup.Address(step.Step.Url);
        double middle = top + (RowHeight / 2.0);
        double baseline = middle + 4.5;
        _svg.Append(address is null ? "<g>" : $"<a href=\"{address}\">")
            .Append($"<title>{Markup.Text(Tooltip(step, timeline))}</title>\n")
            .Append($"<rect class=\"row\" x=\"{Margin - 8}\" y=\"{top}\" width=\"{Width - (2 * Margin) + 16}\" ")
            .Append($"height=\"{RowHeight}\" rx=\"4\"/>\n");
        if (step.IsCritical)
        {
            Text(Margin, baseline, "soft", "\u25c6");
        }

        Text(42, baseline, tone, Symbol(step.Step.Status));
        string again = PictureWords.Again(step.Step);
        Text(NameLeft, baseline, "name", TextCells.Cut(PictureWords.Name(step.Step), NameLength - again.Length, "\u2026") + again);
        if (step.WaitsFrom is { } since && X(step.Start ?? timeline.Length) - X(since) > 1)
        {
            _svg.Append($"<line class=\"wait\" x1=\"{Number(X(since))}\" y1=\"{Number(middle)}\" ")
                .Append($"x2=\"{Number(X(step.Start ?? timeline.Length))}\" y2=\"{Number(middle)}\"/>\n");
        }

        if (step is { Start: { } start, End: { } end })
        {
            double width = Math.Max(3, X(end) - X(start));
            double left = Math.Min(X(start), BarLeft + BarWidth - width);
            _svg.Append($"<rect class=\"{tone}{(step.IsCritical ? " critical" : "")}\" x=\"{Number(left)}\" ")
                .Append($"y=\"{Number(middle - (BarHeight / 2.0))}\" width=\"{Number(width)}\" height=\"{BarHeight}\" rx=\"2\"")
                .Append(step.Step.IsCompleted ? "" : " fill-opacity=\".6\" stroke-dasharray=\"4 3\"").Append("/>\n");
        }

        Text(TimeRight, baseline, "", PictureWords.Time(step), "end");
        Text(StatusLeft, baseline, $"small {tone}", TextCells.Cut(PictureWords.Status(step.Step), StatusLength, "\u2026"));
        _svg.Append(address is null ? "</g>\n" : "</a>\n");
    }

    private double X(TimeSpan time) => BarLeft + (BarWidth * timeline.Scale.Position(time));

    private static string Symbol(string? status) => PictureTones.Of(status) switch
    {
        PictureTone.Good => "\u2713",
        PictureTone.Bad => "\u2717",
        PictureTone.Ended => "!",
        PictureTone.Waiting => "?",
        PictureTone.Active => "\u25ba",
        _ => status == PipelineStates.NotRun ? "-" : "\u25cb",
    };

    private string Legend() => PictureWords.Capitalized(string.Join("; ", new[]
    {
        timeline.Steps.Any(s => s.IsCritical) ? "outline: on the critical path" : "",
        timeline.Steps.Any(s => s.Place != GroupPlace.None) ? "bracket: ran in parallel" : "",
        timeline.Steps.Any(s => s.WaitsFrom is not null) ? "dots: the run waited for the step" : "",
    }.Where(part => part.Length > 0)));
}
