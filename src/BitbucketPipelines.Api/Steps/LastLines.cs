namespace BitbucketPipelines.Api.Runs;

/// <summary>Keeps the last lines of a log, or of the part of a log that begins at <paramref name="start"/>.</summary>
/// <param name="count">The number of lines to keep.</param>
/// <param name="start">The offset of the first byte in the log.</param>
/// <param name="onLineSplit">Called once when a line is so long that it arrives in pieces.</param>
internal sealed class LastLines(int count, long start, Action? onLineSplit)
{
    private readonly Queue<string> _lines = new(Math.Min(count, 1024));
    private readonly LineSplitter _splitter = new(onLineSplit);
    private long _position = start;
    private bool _isFirst = true;

    /// <summary>The offset of the first byte in the log.</summary>
    public long Start { get; } = start;

    /// <summary>The offset in the log after the last line that ends with a line break.</summary>
    public long EndOfLines { get; private set; } = start;

    /// <summary>Whether there are as many lines as requested.</summary>
    public bool HasEnough => _lines.Count >= count;

    /// <summary>The lines, in the order of the log.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Adds the next bytes of the log. Always returns true: reading goes on to the end.</summary>
    public bool Add(byte[] buffer, int offset, int length)
    {
        int lineBreak = Array.LastIndexOf(buffer, (byte)'\n', offset + length - 1, length);
        if (lineBreak >= 0)
        {
            EndOfLines = _position + (lineBreak - offset) + 1;
        }

        _position += length;
        return _splitter.Add(buffer, offset, length, Keep);
    }

    /// <summary>Adds the last line if it does not end with a line break.</summary>
    public void Finish() => _splitter.Finish(Keep);

    private void Keep(string line)
    {
        // A part of the log usually begins in the middle of a line.
        bool isPartial = _isFirst && Start > 0;
        _isFirst = false;
        if (isPartial)
        {
            return;
        }

        _lines.Enqueue(line);
        if (_lines.Count > count)
        {
            _lines.Dequeue();
        }
    }
}
