using System.Text;

namespace BitbucketEmulator;

/// <summary>The bytes of a log, and when each line comes. Lines without a time of their own are spread evenly over the step.</summary>
public sealed class LogScript
{
    public static readonly LogScript Empty = new([]);

    private readonly IReadOnlyList<EmulatedLogLine> _lines;
    private readonly int[] _ends;
    private byte[]? _bytes;

    public LogScript(IReadOnlyList<EmulatedLogLine> lines)
    {
        _lines = lines;
        _ends = new int[lines.Count];
        int end = 0;
        for (int i = 0; i < lines.Count; i++)
        {
            _ends[i] = end += lines[i].Bytes.Length;
        }
    }

    public int Length => _ends.Length == 0 ? 0 : _ends[^1];

    /// <summary>One line per text; each ends with a line feed.</summary>
    public static LogScript FromLines(params IEnumerable<string> lines) =>
        new([.. lines.Select(line => new EmulatedLogLine(Encoding.UTF8.GetBytes(line + "\n")))]);

    /// <summary>The text as it is: a last line without a line feed stays without.</summary>
    public static LogScript FromText(string text) => FromBytes(Encoding.UTF8.GetBytes(text));

    /// <summary>Any bytes, cut after line feeds.</summary>
    public static LogScript FromBytes(byte[] bytes)
    {
        var lines = new List<EmulatedLogLine>();
        for (int start = 0; start < bytes.Length;)
        {
            int feed = Array.IndexOf(bytes, (byte)'\n', start);
            int end = feed < 0 ? bytes.Length : feed + 1;
            lines.Add(new EmulatedLogLine(bytes[start..end]));
            start = end;
        }

        return new LogScript(lines);
    }

    public byte[] GetBytes() => _bytes ??= [.. _lines.SelectMany(line => line.Bytes)];

    /// <summary>
    /// How many bytes are there after <paramref name="elapsed"/> of <paramref name="duration"/> seconds. With
    /// <paramref name="growBytes"/> a line comes bit by bit between the time of the line before and its own.
    /// </summary>
    public int LengthAt(double elapsed, double duration, int growBytes)
    {
        double before = 0;
        for (int i = 0; i < _lines.Count; i++)
        {
            // With growBytes the last byte comes with the end of the step, without it the first line comes with its beginning.
            double even = duration * (growBytes > 0 ? i + 1 : i) / _lines.Count;
            double time = Math.Max(before, _lines[i].At ?? even);
            if (time > elapsed)
            {
                int whole = i == 0 ? 0 : _ends[i - 1];
                double part = growBytes > 0 ? (elapsed - before) / (time - before) : 0;
                int length = whole + (int)(part * _lines[i].Bytes.Length);
                return growBytes > 0 ? length / growBytes * growBytes : whole;
            }

            before = time;
        }

        return Length;
    }
}
