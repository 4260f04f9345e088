using System.Globalization;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Output;

/// <summary>The words of a picture of a run, the same in a terminal and in a file. All text from outside is harmless.</summary>
internal static class PictureWords
{
    /// <summary>More steps than this of the critical path are counted.</summary>
    private const int MaxNames = 8;

    /// <summary>More errors of steps than this are not named.</summary>
    private const int MaxErrors = 3;

    /// <summary>The run and its place: <c>Run #42 of acme/widgets</c>.</summary>
    public static string Title(Pipeline run) => Safe($"Run {run} of {run.Workspace}/{run.Repository}");

    /// <summary>
    /// The result, and the time from the start to the end: <c>FAILED in 1:23</c>. Where Bitbucket states another duration, which is that of
    /// its steps together, it is added.
    /// </summary>
    public static string Result(RunTimeline timeline)
    {
        Pipeline run = timeline.Run;
        string word = RunState.Assess(run, [.. timeline.Steps.Select(s => s.Step)]) == RunExit.Paused ? PipelineStates.Paused
            : run.Status ?? "unknown";
        string time = Display.Duration(timeline.Length);
        string stated = run.IsCompleted ? Display.Duration(run.Duration) : "";
        return Safe(
            $"{word}{(run.IsCompleted ? " in " : ", ")}{time}{(stated.Length == 0 || stated == time ? "" : $" ({stated} of steps)")}");
    }

    /// <summary>What was run, and what started it: <c>Pipeline deploy on main at 1a2b3c4</c>, <c>Started by Dev (PUSH) on ..</c>.</summary>
    public static IReadOnlyList<string> Facts(Pipeline run)
    {
        string what = string.Join(" ", new[]
        {
            run.Custom is { } custom ? $"Pipeline {custom}" : "",
            run.PullRequest is { } id ? $"Pull request #{id}" : "",
            run.Branch is { } branch ? $"on {branch}" : run.Tag is { } tag ? $"of tag {tag}" : "",
            run.Commit is { Length: > 0 } commit ? $"at {Display.Hash(commit)}" : "",
        }.Where(part => part.Length > 0));
        string how = string.Join(" ", new[]
        {
            run.Creator is { Length: > 0 } creator ? $"by {creator}" : "",
            run.Trigger is { Length: > 0 } trigger ? $"({trigger})" : "",
            run.CreatedOn is { } created
                ? created.ToLocalTime().ToString("'on' yyyy-MM-dd 'at' HH:mm:ss zzz", CultureInfo.InvariantCulture) : "",
        }.Where(part => part.Length > 0));
        return
        [
            .. new[] { Capitalized(what), how.Length > 0 ? $"Started {how}" : "" }
                .Where(fact => fact.Length > 0).Select(Safe),
            .. run.Error is { Length: > 0 } error ? [Safe(error)] : Array.Empty<string>(),
        ];
    }

    /// <summary>The name of a step.</summary>
    public static string Name(PipelineStep step) => Safe(step.DisplayName);

    /// <summary>What the name of a step that was run again has behind it.</summary>
    public static string Again(PipelineStep step) => step.RunNumber is > 1 and var number ? $" (run {number})" : "";

    /// <summary>The result, or the state, of a step.</summary>
    public static string Status(PipelineStep step) => Safe(step.Status ?? "");

    /// <summary>How long a step took, or has run so far; empty if it has not started.</summary>
    public static string Time(TimelineStep step) => step.Start is null ? ""
        : Display.Duration(step.Step.IsCompleted ? step.Step.Duration ?? step.Length : step.Length);

    /// <summary>A text with a capital at its start.</summary>
    public static string Capitalized(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text.Substring(1);

    /// <summary>
    /// What the bars do not say: why Bitbucket says that steps failed, the critical path, waits that are drawn shorter, a step that waits
    /// for a person.
    /// </summary>
    public static IReadOnlyList<string> Notes(RunTimeline timeline)
    {
        PipelineStep[] steps = [.. timeline.Steps.Select(s => s.Step)];
        var notes = new List<string>(
            steps.Where(s => s.Error is { Length: > 0 }).Take(MaxErrors).Select(s => $"{Name(s)}{Again(s)}: {Safe(s.Error!)}"));
        IReadOnlyList<TimelineStep> path = timeline.CriticalPath;
        if (path.Count > 0)
        {
            string[] names = [.. path.Select(s => Name(s.Step))];
            string shown = names.Length <= MaxNames ? string.Join(" > ", names)
                : $"{string.Join(" > ", names.Take(MaxNames / 2))} > ... > {names[names.Length - 1]} ({Counted.Of(names.Length, "step")})";
            TimeSpan waits = timeline.Length - timeline.CriticalTime;
            notes.Add($"Critical path: {shown}; {Display.Duration(timeline.CriticalTime)} of {Display.Duration(timeline.Length)}"
                + (waits >= TimeSpan.FromSeconds(1) ? ", the rest is waiting" : ""));
        }

        if (timeline.Scale.Breaks.Count > 0)
        {
            notes.Add("A long wait is drawn shorter than it was: "
                + string.Join(", ", timeline.Scale.Breaks.Select(b => Display.Duration(b.To - b.From))));
        }

        switch (RunState.Assess(timeline.Run, steps))
        {
            case RunExit.Paused when RunState.PausedStep(steps) is { } paused:
                notes.Add($"The run waits for a person to start the step '{Name(paused)}' on its page.");
                break;
            case RunExit.Paused:
                notes.Add("The run waits for a person to start a manual step on its page.");
                break;
            case RunExit.Halted:
                notes.Add("The run is halted. Bitbucket will not continue it automatically: see its page.");
                break;
        }

        if (steps.Length == 0)
        {
            notes.Add(timeline.Run.IsCompleted ? "The run has no steps." : "The run has no steps yet.");
        }

        return notes;
    }

    /// <summary>Text that no terminal or build system would obey, on one line, without tabs, whose width nobody knows.</summary>
    public static string Safe(string text) => LogSanitizer.Message(text).Replace('\t', ' ');
}
