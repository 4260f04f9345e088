using System.Text;

namespace BitbucketPipelines.Output;

/// <summary>
/// A screen of its own in the terminal, as editors have it, that is drawn again and again. What was on the terminal before comes back when
/// it is closed, and nothing of it stays in the lines that can be scrolled back to.
/// </summary>
/// <param name="write">Writes to the terminal.</param>
internal sealed class RunScreen(Action<string> write)
{
    private const string Open = "\u001b[?1049h\u001b[?25l";
    private const string End = "\u001b[?25h\u001b[?1049l";
    private const string Home = "\u001b[H";
    private const string Clear = "\u001b[2J";
    private const string EndOfLine = "\u001b[K";
    private const string EndOfScreen = "\u001b[J";

    private bool _isOpen;
    private (int Width, int Height) _size;
    private string _shown = "";

    /// <summary>Draws lines, which must fit. Nothing is written if they are on the screen already.</summary>
    /// <param name="lines">The lines, safe already.</param>
    /// <param name="width">The width of the window. When it has changed, the whole screen is drawn.</param>
    /// <param name="height">The height of the window.</param>
    public void Draw(IEnumerable<string> lines, int width, int height)
    {
        string text = string.Join(EndOfLine + "\r\n", lines) + EndOfLine + EndOfScreen;
        bool isResized = _size != (width, height);
        if (_isOpen && !isResized && text == _shown)
        {
            return;
        }

        var frame = new StringBuilder();
        if (!_isOpen)
        {
            frame.Append(Open);
        }

        // In one piece, and over what is there: a screen that is cleared first flickers.
        write(frame.Append(isResized ? Clear : "").Append(Home).Append(text).ToString());
        (_isOpen, _size, _shown) = (true, (width, height), text);
    }

    /// <summary>Gives the terminal back.</summary>
    public void Close()
    {
        if (_isOpen)
        {
            _isOpen = false;
            write(End);
        }
    }
}
