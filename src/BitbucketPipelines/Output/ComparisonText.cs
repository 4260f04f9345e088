using System.Collections;
using System.Globalization;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Output;

/// <summary>
/// A comparison of two runs as a page of text, the cause first. It reads properties by name, since an object that comes from a job or
/// another computer has the properties only.
/// </summary>
/// <param name="item">The comparison.</param>
internal sealed class ComparisonText(PSObject item)
{
    /// <summary>The rows that the lines of the log may take.</summary>
    private const int LogRows = 22;

    private const int FewItems = 3;

    private readonly List<string> _rows = [];
    private readonly int _width = Math.Max(TerminalStyle.Width, 40);

    /// <summary>The text. All of it is harmless.</summary>
    public string Write()
    {
        WriteHead();
        WriteLog();
        WriteTests();
        WriteChanges();
        WriteSteps();
        foreach (string note in Texts("Notes"))
        {
            _rows.Add(Plain($"Note: {note}"));
        }

        return string.Join("\n", _rows);
    }

    private void WriteHead()
    {
        string place = string.Join(", ", new[] { Text("Repository"), Text("Ref"), Text("Custom") is { Length: > 0 } custom ? custom : "" }
            .Where(t => t.Length > 0));
        string other = Text("Reference") is { Length: > 0 } number
            ? $", compared with #{number} {Display.Word(Text("ReferenceResult"))}"
            : ", not compared with another run";
        _rows.Add($"Run #{Plain(Text("Pipeline"))} {Display.Word(Text("Result"))}{other} ({Plain(place)})");
        if (Text("Url") is { Length: > 0 } url)
        {
            _rows.Add(Plain(url));
        }
    }

    private void WriteLog()
    {
        string step = Text("FailedStep");
        if (step.Length > 0)
        {
            string found = Text("Cause").Length > 0 ? ":" : ", but no line of its log looks like the cause.";
            _rows.Add($"Step '{LogSanitizer.Message(step)}' failed{found}");
        }

        if (Text("Cause") is { Length: > 0 } cause)
        {
            _rows.Add($"  {TerminalStyle.Failure(Cut(Plain(cause).Trim(), 5))}");
        }

        List<string> lines = Texts("NewLogLines");
        if (lines.Count == 0)
        {
            return;
        }

        string at = Text("LogLine") is { Length: > 0 } line ? $", the cause in line {line}" : "";
        _rows.Add((item.BaseObject as PipelineComparison)?.NewLogLineCount is { } count
            ? $"Its log ({Counted.Are(count, "line")} not in the other log{at}):"
            : $"Its log{at}:");
        int more = Math.Max(0, LogRows - lines.Count);
        List<string> rows = lines.ConvertAll(t => Plain(t.Replace("\t", "    ")));
        // The cause and what follows it are cut last.
        int first = Math.Max(0, lines.FindIndex(t => t.Trim() == Text("Cause")));
        foreach (int index in Enumerable.Range(first, rows.Count - first).Concat(Enumerable.Range(0, first)))
        {
            rows[index] = Cut(rows[index], 1 + Math.Min(more, 2));
            more -= RowsOf(rows[index]) - 1;
        }

        _rows.AddRange(rows.Select(r => $"  {r}"));
    }

    private void WriteTests()
    {
        List<string> failing = Texts("NewFailedTests");
        List<string> still = Texts("StillFailedTests");
        List<string> mended = Texts("MendedTests");
        if (failing.Count + still.Count + mended.Count == 0)
        {
            return;
        }

        _rows.Add($"Tests: {failing.Count} newly failed, {still.Count} still failed, {mended.Count} mended");
        WriteFew([.. failing.Select(t => $"new: {t}"), .. still.Select(t => $"still: {t}"), .. mended.Select(t => $"mended: {t}")]);
    }

    private void WriteChanges()
    {
        List<PSObject> commits = Items("Commits");
        if (commits.Count > 0)
        {
            _rows.Add($"Commits since then: {commits.Count}");
            WriteFew([.. commits.Select(c => Text(c, "Hash") is { Length: > 0 } hash
                ? $"{Display.Hash(hash)} {Text(c, "Message")} ({Text(c, "Author")})"
                : c.ToString())]);
        }

        List<string> changes = Texts("FileChanges");
        if (changes.Count > 0)
        {
            _rows.Add($"bitbucket-pipelines.yml changed: {Counted.Of(changes.Count, "line")}");
            WriteFew(changes, FewItems + 1);
        }
    }

    private void WriteSteps()
    {
        List<PSObject> steps = Items("Steps");
        if (steps.Count == 0)
        {
            return;
        }

        // What comes from a job may be the text of the steps.
        List<PSObject> different = steps.FindAll(
            s => Text(s, "Difference") != "Equal" && !s.ToString().EndsWith(": Equal", StringComparison.Ordinal));
        _rows.Add($"Steps: {different.Count} of {steps.Count} differ");
        WriteFew([.. different.Select(Step)], FewItems + 1);
    }

    private static string Step(PSObject step)
    {
        string name = Text(step, "Name");
        (string now, string before) = (Text(step, "Result"), Text(step, "ReferenceResult"));
        (string time, string was) = (Time(step, "DurationSeconds"), Time(step, "ReferenceDurationSeconds"));
        return Text(step, "Difference") switch
        {
            "" => step.ToString(),
            "Added" => $"{name}: new, {now} {time}".TrimEnd(),
            "Removed" => $"{name}: no longer there, was {before}",
            "Result" => $"{name}: {$"{now} {time}".TrimEnd()}, was {$"{before} {was}".TrimEnd()}",
            "Image" => $"{name}: image {Text(step, "Image")}, was {Text(step, "ReferenceImage")}",
            _ => $"{name}: {time}, was {was}",
        };
    }

    private static string Time(PSObject step, string property) =>
        LanguagePrimitives.TryConvertTo(step.Properties[property]?.Value, out double? seconds) && seconds is { } number
            ? Display.Duration(TimeSpan.FromSeconds(number))
            : "";

    private void WriteFew(List<string> texts, int most = FewItems)
    {
        _rows.AddRange(texts.Take(most).Select(t => $"  {Cut(Plain(t), 1)}"));
        if (texts.Count > most)
        {
            _rows.Add($"  .. and {(texts.Count - most).ToString(CultureInfo.InvariantCulture)} more");
        }
    }

    /// <summary>A text that takes so many rows of the window at most. PowerShell breaks it into rows.</summary>
    private string Cut(string text, int most)
    {
        int length = (most * (_width - 2)) - 1;
        return text.Length <= length ? text : $"{text.Substring(0, length - 1)}\u2026";
    }

    private int RowsOf(string text) => 1 + ((text.Length + 1) / _width);

    private static string Plain(string text) => LogSanitizer.Plain(text);

    private string Text(string property) => Text(item, property);

    private static string Text(PSObject from, string property) => Convert.ToString(
        from.Properties[property]?.Value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject
            : from.Properties[property]?.Value,
        CultureInfo.InvariantCulture) ?? "";

    private List<string> Texts(string property) => [.. List(property).Select(i => i?.ToString() ?? "")];

    private List<PSObject> Items(string property) => [.. List(property).OfType<object>().Select(PSObject.AsPSObject)];

    private IEnumerable<object?> List(string property)
    {
        object? value = item.Properties[property]?.Value;
        value = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        return value is string or null ? value is null ? [] : [value] : value is IEnumerable list ? list.Cast<object?>() : [value];
    }
}
