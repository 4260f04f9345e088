using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Output;

/// <summary>
/// Writes followed logs to the host, with a header for each step, which is a collapsible group if the build system supports that. The build
/// system cannot mistake a line of a log for one of its commands.
/// </summary>
internal sealed class CiLogWriter(CiHost host, Action<string> write)
{
    private string? _current;

    /// <summary>Writes a line of a step. If the previous line was of another step, a header comes first.</summary>
    public void Line(PipelineStep step, string line)
    {
        Open(step);
        foreach (string part in LogSanitizer.Safe(line, host).Split('\n'))
        {
            write(part);
        }
    }

    /// <summary>Writes how a step ended.</summary>
    public void Ended(PipelineStep step)
    {
        Open(step);
        Close();
        if (host == CiHost.None || step.IsFailed)
        {
            string duration = step.Duration is { } time ? $" in {Time(time)}" : "";
            string result = step.Result ?? step.State ?? "";
            write($"{Name(step)}: {(host == CiHost.None ? Display.Painted(Text(result), result) : Text(result))}{duration}");
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
            case CiHost.AzureDevOps:
                write("##[endgroup]");
                break;
            case CiHost.GitHubActions:
                write("::endgroup::");
                break;
        }
    }

    /// <summary>Writes the command that marks the build step as failed, if the build system has one.</summary>
    public void Error(string message)
    {
        Close();
        string text = Text(message);
        switch (host)
        {
            case CiHost.AzureDevOps:
                write("##vso[task.logissue type=error]" + text.Replace("%", "%AZP25"));
                break;
            case CiHost.GitHubActions:
                write("::error title=Bitbucket Pipelines::" + text.Replace("%", "%25"));
                break;
        }
    }

    /// <summary>A duration as 1:05 or 1:02:03.</summary>
    public static string Time(TimeSpan time) => time.TotalHours >= 1
        ? FormattableString.Invariant($"{(long)time.TotalHours}:{time:mm\\:ss}")
        : time.ToString(@"m\:ss");

    private void Open(PipelineStep step)
    {
        string key = $"{step.Workspace}/{step.Repository}/{step.Pipeline}/{step.Uuid}";
        if (_current == key)
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
            CiHost.None => TerminalStyle.Heading("==> " + Name(step)),
            _ => "==> " + Name(step),
        });
    }

    private string Name(PipelineStep step) =>
        Text($"{step.Repository} {(step.Pipeline.StartsWith("{", StringComparison.Ordinal) ? step.Pipeline : "#" + step.Pipeline)} "
            + $"{step.DisplayName}");

    private string Text(string text) => LogSanitizer.Plain(LogSanitizer.OneLine(text), host);
}
