using System.Text;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Splits UTF-8 bytes into lines. The bytes arrive in pieces that may end within a line or within a character. A line ends with LF or
/// CR LF. A line longer than <see cref="LongestLine"/> is returned in pieces of that length, because a line that never ends would take up
/// all memory.
/// </summary>
/// <param name="onLineSplit">Called once, when a line is returned in pieces for the first time.</param>
internal sealed class LineSplitter(Action? onLineSplit = null)
{
    /// <summary>The maximum number of characters in a line.</summary>
    public const int LongestLine = 1024 * 1024;

    private bool _hasSplit;
    private readonly Decoder _decoder = new UTF8Encoding(false).GetDecoder();
    private readonly StringBuilder _line = new();
    private char[] _chars = new char[4096];

    /// <summary>
    /// Adds bytes, and passes each complete line to <paramref name="receive"/>. Always returns true, so that it can be used where the
    /// result says whether to read on.
    /// </summary>
    public bool Add(byte[] buffer, int offset, int count, Action<string> receive)
    {
        int maxLength = Encoding.UTF8.GetMaxCharCount(count);
        if (_chars.Length < maxLength)
        {
            _chars = new char[maxLength];
        }

        int length = _decoder.GetChars(buffer, offset, count, _chars, 0, flush: false);
        int start = 0;
        int end;
        while (start < length && (end = Array.IndexOf(_chars, '\n', start, length - start)) >= 0)
        {
            if (_line.Length == 0 && end - start <= LongestLine)
            {
                // Nearly every line: all of it is here, so it needs no other buffer.
                receive(new string(_chars, start, WithoutCarriageReturn(start, end - start)));
            }
            else
            {
                Append(start, end - start, receive);
                receive(TakeLine());
            }

            start = end + 1;
        }

        Append(start, length - start, receive);
        return true;
    }

    /// <summary>Passes on the last line if it does not end with a line break.</summary>
    public void Finish(Action<string> receive)
    {
        // The bytes may end within a character.
        int length = _decoder.GetChars([], 0, 0, _chars, 0, flush: true);
        _line.Append(_chars, 0, length);
        if (_line.Length > 0)
        {
            receive(TakeLine());
        }
    }

    private void Append(int start, int length, Action<string> receive)
    {
        while (_line.Length + length > LongestLine)
        {
            int part = LongestLine - _line.Length;
            // Keep both halves of a surrogate pair together.
            part -= part > 0 && char.IsHighSurrogate(_chars[start + part - 1]) ? 1 : 0;
            _line.Append(_chars, start, part);
            receive(_line.ToString());
            _line.Clear();
            start += part;
            length -= part;
            if (!_hasSplit)
            {
                _hasSplit = true;
                onLineSplit?.Invoke();
            }
        }

        _line.Append(_chars, start, length);
    }

    private int WithoutCarriageReturn(int start, int length) =>
        length > 0 && _chars[start + length - 1] == '\r' ? length - 1 : length;

    private string TakeLine()
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
