using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Output;

/// <summary>
/// Writes followed logs to the host, with a header for each step, which is a collapsible group if the build system supports that, and
/// annotations. Of several runs, whose lines are mixed, each line begins with its run and step instead. The build system cannot mistake
/// text of a log for one of its commands.
/// </summary>
/// <param name="host">The build system whose commands are written.</param>
/// <param name="write">Writes a line to the host.</param>
/// <param name="isMixed">Whether the lines of several runs are written.</param>
internal sealed class CiLogWriter(CiHost host, Action<string> write, bool isMixed = false)
{
    /// <summary>Whose commands text from outside must not contain: those of this process too, whatever the format.</summary>
    private readonly CiHost _strictest = LogSanitizer.Stricter(host, LogSanitizer.Host);

    private string? _current;

    /// <summary>Whether an annotation is more than a line of text.</summary>
    public bool HasAnnotations => HasGroups;

    /// <summary>Writes a line of a step. If the previous line was of another step, a header comes first.</summary>
    public void Line(PipelineStep step, string line)
    {
        Open(step);
        string start = isMixed ? Name(step) + " | " : "";
        foreach (string part in LogSanitizer.Safe(line, _strictest).Split('\n'))
        {
            write(start + part);
        }
    }

    /// <summary>Writes the header of a step whose lines are written elsewhere, unless the previous line was of the same step.</summary>
    public void Begin(PipelineStep step) => Open(step);

    /// <summary>Writes how a step ended. A step without lines gets a header, but no group, which would be empty.</summary>
    public void Ended(PipelineStep step)
    {
        if (!HasGroups)
        {
            Open(step);
        }

        Close();
        write(NameAndResult(step));
    }

    /// <summary>Writes the end of the log of a failed step that was not followed.</summary>
    public void Tail(PipelineStep step, IReadOnlyList<string> lines)
    {
        Close();
        if (lines.Count == 0)
        {
            return;
        }

        write(NameAndResult(step) + ". The end of its log:");
        foreach (string line in lines)
        {
            string safe = LogSanitizer.Safe(LogSanitizer.OneLine(line), _strictest);
            // The color of a line must not continue in what follows.
            write("  | " + safe + (safe.IndexOf('\u001b') < 0 ? "" : "\u001b[0m"));
        }
    }

    /// <summary>Ends the group of the step that was written last.</summary>
    public void Close()
    {
        if (_current is null)
        {
            return;
        }

        _current = null;
        switch (host)
        {
            case CiHost.AzureDevOps when !isMixed:
                write("##[endgroup]");
                break;
            case CiHost.GitHubActions when !isMixed:
                write("::endgroup::");
                break;
        }
    }

    /// <summary>Writes an error as an annotation of the build, if the build system has them.</summary>
    public void Error(string message) => Annotate("error", message);

    /// <summary>Writes a warning as an annotation of the build, if the build system has them.</summary>
    public void Warning(string message) => Annotate("warning", message);

    /// <summary>Writes a finding about a place in a file as an annotation of the build, if the build system has them.</summary>
    public void Finding(string severity, string? path, int line, int column, string rule, string message)
    {
        string text = Text(message);
        string file = Text(path ?? "").Replace('\\', '/');
        switch (host)
        {
            case CiHost.AzureDevOps when severity is "Error" or "Warning":
                string source = file.Length == 0 ? "" : FormattableString.Invariant(
                    $"sourcepath={Field(file)};linenumber={line};columnnumber={column};");
                write($"##vso[task.logissue type={severity.ToLowerInvariant()};{source}code={Field(rule)}]" + text.Replace("%", "%AZP25"));
                break;
            case CiHost.GitHubActions:
                string type = severity switch { "Error" => "error", "Warning" => "warning", _ => "notice" };
                string where = file.Length == 0 ? "" : FormattableString.Invariant($"file={Field(file)},line={line},col={column},");
                write($"::{type} {where}title={Field(rule)}::" + text.Replace("%", "%25"));
                break;
        }

        string Field(string value) => host == CiHost.AzureDevOps
            ? value.Replace("%", "%AZP25").Replace(";", "%3B").Replace("]", "%5D")
            : value.Replace("%", "%25").Replace(":", "%3A").Replace(",", "%2C");
    }

    /// <summary>Has the build system show a file as a summary of the build, if it has a command for that.</summary>
    public void UploadSummary(string path)
    {
        Close();
        if (host == CiHost.AzureDevOps)
        {
            write("##vso[task.uploadsummary]" + Text(path).Replace("%", "%AZP25"));
        }
    }

    /// <summary>A duration as 1:05 or 1:02:03.</summary>
    public static string Time(TimeSpan time) => time.TotalHours >= 1
        ? FormattableString.Invariant($"{(long)time.TotalHours}:{time:mm\\:ss}")
        : time.ToString(@"m\:ss");

    /// <summary>A duration after a result: <c> in 1:05</c>; nothing when it is unknown.</summary>
    public static string In(TimeSpan? duration) => duration is { } time ? $" in {Time(time)}" : "";

    private bool HasGroups => host is CiHost.AzureDevOps or CiHost.GitHubActions;

    private void Annotate(string type, string message)
    {
        Close();
        string text = Text(message);
        switch (host)
        {
            case CiHost.AzureDevOps:
                write($"##vso[task.logissue type={type}]" + text.Replace("%", "%AZP25"));
                break;
            case CiHost.GitHubActions:
                write($"::{type} title=Bitbucket Pipelines::" + text.Replace("%", "%25"));
                break;
        }
    }

    private void Open(PipelineStep step)
    {
        string key = $"{step.Workspace}/{step.Repository}/{step.Pipeline}/{step.Uuid}";
        if (_current == key || isMixed)
        {
            return;
        }

        Close();
        _current = key;
        write(host switch
        {
            CiHost.AzureDevOps => "##[group]" + Name(step),
            CiHost.GitHubActions => "::group::" + Name(step).Replace("%", "%25"),
            // Bitbucket collapses its log at lines that begin with a plus sign, as echoed commands do.
            CiHost.Bitbucket => "+ " + Name(step),
            CiHost.None when _strictest == CiHost.None => TerminalStyle.Heading("==> " + Name(step)),
            _ => "==> " + Name(step),
        });
    }

    private string NameAndResult(PipelineStep step)
    {
        string result = step.Result ?? step.State ?? "";
        string shown = _strictest == CiHost.None ? Display.Painted(Text(result), result) : Text(result);
        return $"{Name(step)}: {shown}{In(step.Duration)}";
    }

    private string Name(PipelineStep step) =>
        Text($"{step.Repository} {(step.Pipeline.StartsWith("{", StringComparison.Ordinal) ? step.Pipeline : "#" + step.Pipeline)} "
            + $"{step.DisplayName}");

    private string Text(string text) => LogSanitizer.Plain(LogSanitizer.OneLine(text), _strictest);
}
