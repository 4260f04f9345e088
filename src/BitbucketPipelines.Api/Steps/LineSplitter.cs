using System.Text;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Makes lines of bytes that arrive in pieces: a line, or a character, may be cut anywhere. UTF-8; LF or CR LF ends a line. A line longer
/// than <see cref="LongestLine"/> is given in pieces of that length: one without an end would take all of the memory.
/// </summary>
/// <param name="cut">Told once, when a line is given in pieces.</param>
internal sealed class LineSplitter(Action? cut = null)
{
    /// <summary>The most characters that are given as one line.</summary>
    public const int LongestLine = 1024 * 1024;

    private bool _cut;
    private readonly Decoder _decoder = new UTF8Encoding(false).GetDecoder();
    private readonly StringBuilder _line = new();
    private char[] _chars = new char[4096];

    /// <summary>Adds bytes and gives each line that is now whole. Always true, for readers that ask whether to go on.</summary>
    public bool Add(byte[] buffer, int offset, int count, Action<string> line)
    {
        int most = Encoding.UTF8.GetMaxCharCount(count);
        if (_chars.Length < most)
        {
            _chars = new char[most];
        }

        int length = _decoder.GetChars(buffer, offset, count, _chars, 0, flush: false);
        int start = 0;
        int end;
        while (start < length && (end = Array.IndexOf(_chars, '\n', start, length - start)) >= 0)
        {
            Append(start, end - start, line);
            line(Take());
            start = end + 1;
        }

        Append(start, length - start, line);
        return true;
    }

    /// <summary>Gives the last line when it has no end.</summary>
    public void Finish(Action<string> line)
    {
        // Bytes of a character that never became whole.
        int length = _decoder.GetChars([], 0, 0, _chars, 0, flush: true);
        _line.Append(_chars, 0, length);
        if (_line.Length > 0)
        {
            line(Take());
        }
    }

    private void Append(int start, int length, Action<string> line)
    {
        while (_line.Length + length > LongestLine)
        {
            int part = LongestLine - _line.Length;
            // The two halves of a character stay together.
            part -= part > 0 && char.IsHighSurrogate(_chars[start + part - 1]) ? 1 : 0;
            _line.Append(_chars, start, part);
            line(_line.ToString());
            _line.Clear();
            start += part;
            length -= part;
            if (!_cut)
            {
                _cut = true;
                cut?.Invoke();
            }
        }

        _line.Append(_chars, start, length);
    }

    private string Take()
    {
        int length = _line.Length;
        if (length > 0 && _line[length - 1] == '\r')
        {
            length--;
        }

        string text = _line.ToString(0, length);
        _line.Clear();
        return text;
    }
}
