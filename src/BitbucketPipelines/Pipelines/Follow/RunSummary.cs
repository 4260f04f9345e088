using System.Text;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Output;

/// <summary>
/// Describes the end of a run in Markdown: a table of its steps, the failed tests, and the address of its page. Text from outside is
/// escaped, so that it can neither break a table nor become a link, an image or HTML.
/// </summary>
internal static class RunSummary
{
    /// <summary>The maximum number of rows of a table. The summary of a build has a maximum size.</summary>
    private const int MaxRows = 100;

    private const int MaxTextLength = 300;

    /// <summary>Describes a run.</summary>
    /// <param name="outcome">How the wait for the run ended.</param>
    /// <param name="failed">The failed steps whose logs and tests were read.</param>
    /// <param name="problem">What else is to be said; null when the tables say everything.</param>
    public static string Markdown(RunOutcome outcome, IReadOnlyList<FailedStep> failed, string? problem)
    {
        Pipeline? run = outcome.Run;
        var text = new StringBuilder();
        string result = run is null ? "unknown" : run.Result ?? run.Stage ?? run.State ?? "unknown";
        string name = run?.ToString() ?? outcome.Watched.Pipeline;
        // The file may end in the midst of a line.
        text.Append($"\n### Run {Escape(name)} of {Escape(outcome.Watched.Repository.ToString())}: {Escape(result)}"
            + $"{CiLogWriter.In(run?.Duration)}\n\n");
        if (run is not null)
        {
            string what = string.Join(" ", new[]
            {
                run.Custom is { } custom ? $"Pipeline {Escape(custom)}" : "",
                run.PullRequest is { } id ? $"of pull request #{id}" : "",
                (run.Branch ?? run.Tag) is { } of ? $"on {Escape(of)}" : "",
                run.Commit is { Length: > 0 } commit ? $"at {Escape(Display.Hash(commit))}" : "",
            }.Where(part => part.Length > 0));
            text.Append($"{Link("Open the run in Bitbucket", run.Url)}{(what.Length == 0 ? "" : ": " + what)}\n\n");
        }

        if (problem is not null)
        {
            // The address is in the link.
            text.Append(Escape(run?.Url is { Length: > 0 } url ? problem.Replace(url, "") : problem)).Append("\n\n");
        }

        Table(text, ["Step", "Result", "Duration"], outcome.Steps, step =>
            [Escape(step.DisplayName), Escape(step.Result ?? step.Stage ?? step.State ?? ""),
                step.HasStarted ? Display.Duration(step.Duration) : ""]);
        foreach (PipelineStep step in RunState.FailedSteps(outcome.Steps).Take(MaxRows))
        {
            FailedTests? tests = failed.FirstOrDefault(f => f.Step.Uuid == step.Uuid)?.Tests;
            text.Append($"{Link($"Open step {Escape(step.DisplayName)}", step.Url)}"
                + $"{(tests is null ? "" : $": {tests.Failed} of {Counted.Of(tests.Total, "test")} failed")}\n\n");
            if (tests is not null)
            {
                bool hasReasons = tests.Cases.Any(c => FirstLine(c.Reason).Length > 0);
                Table(text, hasReasons ? ["Failed test", "Reason"] : ["Failed test"], tests.Cases, test =>
                    hasReasons ? [Escape(test.ToString()), Escape(FirstLine(test.Reason))] : [Escape(test.ToString())], tests.Failed);
            }
        }

        return text.ToString();
    }

    /// <summary>Text from outside as plain text in Markdown, on one line.</summary>
    public static string Escape(string text)
    {
        string plain = LogSanitizer.Message(text).Trim();
        if (plain.Length > MaxTextLength)
        {
            plain = plain.Remove(MaxTextLength - 3) + "...";
        }

        var escaped = new StringBuilder(plain.Length);
        for (int i = 0; i < plain.Length; i++)
        {
            char c = plain[i];
            // Character references, because a backslash is not enough in a table cell. Letters after :// and www. would become a link.
            bool isActive = c is '|' or '<' or '>' or '&' or '`' or '*' or '[' or ']' or '\\' or '~' or '!' or '@' or '$'
                || (c == '_' && !(IsWord(plain, i - 1) && IsWord(plain, i + 1)))
                || (c == ':' && string.CompareOrdinal(plain, i, "://", 0, 3) == 0)
                || (c == '.' && i >= 3 && string.Compare(plain, i - 3, "www", 0, 3, StringComparison.OrdinalIgnoreCase) == 0);
            escaped.Append(isActive ? $"&#{(int)c};" : c.ToString());
        }

        return escaped.ToString();
    }

    private static bool IsWord(string text, int index) => index >= 0 && index < text.Length && char.IsLetterOrDigit(text[index]);

    /// <summary>A link. The text must be escaped already.</summary>
    private static string Link(string text, string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? uri)
            ? $"[{text}]({uri.AbsoluteUri.Replace("(", "%28").Replace(")", "%29").Replace("|", "%7C")})"
            : text;

    private static string FirstLine(string? text) =>
        (text ?? "").Split('\r', '\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "";

    private static void Table<T>(
        StringBuilder text, string[] headers, IReadOnlyList<T> items, Func<T, string[]> cells, long total = 0)
    {
        if (items.Count == 0)
        {
            return;
        }

        Row(headers);
        Row([.. headers.Select(_ => "---")]);
        foreach (T item in items.Take(MaxRows))
        {
            Row(cells(item));
        }

        long more = Math.Max(total, items.Count) - Math.Min(items.Count, MaxRows);
        text.Append(more > 0 ? $"\nand {more} more\n\n" : "\n");

        void Row(string[] values) => text.Append($"| {string.Join(" | ", values)} |\n");
    }
}
