using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Output;

/// <summary>
/// Shows a run while it goes on: as a picture that is drawn again, or, where what was written cannot be replaced, as a line for each step
/// that has begun or ended.
/// </summary>
/// <param name="screen">Where the picture is drawn; null for lines.</param>
/// <param name="clock">The clock of the time axis.</param>
/// <param name="write">Writes a line, safe already, to the host.</param>
internal sealed class RunView(RunScreen? screen, TimeProvider clock, Action<string> write)
{
    private readonly Dictionary<string, string> _written = new(StringComparer.Ordinal);
    private RunSnapshot? _latest;

    /// <summary>Shows a new state of the run.</summary>
    public void Show(RunSnapshot snapshot)
    {
        _latest = snapshot;
        if (screen is null)
        {
            foreach (PipelineStep step in snapshot.Steps)
            {
                WriteChange(step);
            }
        }

        Tick();
    }

    /// <summary>Draws the picture as it is now: bars of running steps grow, and the window may have another size.</summary>
    public void Tick()
    {
        if (screen is null || _latest is null)
        {
            return;
        }

        (int width, int height) = (TerminalStyle.Width, TerminalStyle.Height);
        var picture = new TextPicture(_latest.At(clock.GetUtcNow()), width, TerminalStyle.HasUnicode);
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
