using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Output;

/// <summary>
/// Shows a run while it goes on: as a picture that is drawn again, or, where what was written cannot be replaced, as a line for each step
/// that has begun or ended.
/// </summary>
/// <param name="screen">Where the picture is drawn; null for lines.</param>
/// <param name="clock">The clock of the time axis.</param>
/// <param name="first">The run as it is at first.</param>
/// <param name="write">Writes a line, safe already, to the host.</param>
internal sealed class RunView(RunScreen? screen, TimeProvider clock, RunSnapshot first, Action<string> write) : IDisposable
{
    private readonly Dictionary<string, string> _written = new(StringComparer.Ordinal);

    /// <summary>The run as it was last seen.</summary>
    public RunSnapshot Latest { get; private set; } = first;

    /// <summary>Shows the run as it is at first.</summary>
    public void Begin()
    {
        if (screen is null)
        {
            write(PictureWords.Safe($"Watching run {Errors.RunText(Latest.Run)}"));
        }

        Show(Latest.Run, Latest.Steps);
    }

    /// <summary>Shows a new state of the run. What is not known any more stays as it was.</summary>
    public void Show(Pipeline? run, IReadOnlyList<PipelineStep> steps)
    {
        Latest = new RunSnapshot(run ?? Latest.Run, steps.Count > 0 ? steps : Latest.Steps);
        if (screen is null)
        {
            foreach (PipelineStep step in Latest.Steps)
            {
                WriteChange(step);
            }
        }

        Tick();
    }

    /// <summary>Gives the terminal back, also after Ctrl+C.</summary>
    public void Dispose() => screen?.Close();

    /// <summary>Draws the picture as it is now: bars of running steps grow, and the window may have another size.</summary>
    public void Tick()
    {
        if (screen is null)
        {
            return;
        }

        (int width, int height) = (TerminalStyle.Width, TerminalStyle.Height);
        var picture = new TextPicture(Latest.At(clock.GetUtcNow()), width, TerminalStyle.HasUnicode);
        screen.Draw([.. picture.Lines(height - 1), TextCells.Cut("Ctrl+C ends this view, not the run.", width, "...")], width, height);
    }

    private void WriteChange(PipelineStep step)
    {
        string key = step.Uuid ?? step.DisplayName;
        string state = $"{step.Status}/{step.RunNumber}";
        bool isNews = _written.TryGetValue(key, out string? before) ? before != state
            : step.Status is not (PipelineStates.Pending or PipelineStates.NotRun);
        _written[key] = state;
        if (isNews)
        {
            write(TextPicture.Line(step));
        }
    }
}
