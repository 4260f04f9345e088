using System.Text;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Makes lines of bytes that arrive in pieces: a line, or a character, may be cut anywhere. UTF-8; LF or CR LF ends a line.</summary>
public sealed class LineSplitter
{
    private readonly Decoder _decoder = new UTF8Encoding(false).GetDecoder();
    private readonly StringBuilder _line = new();
    private char[] _chars = new char[4096];

    /// <summary>Adds bytes and gives each line that is now whole. Always true, for readers that ask whether to go on.</summary>
    public bool Add(byte[] buffer, int offset, int count, Action<string> line)
    {
        Throw.IfNull(line);
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
            _line.Append(_chars, start, end - start);
            line(Take());
            start = end + 1;
        }

        _line.Append(_chars, start, length - start);
        return true;
    }

    /// <summary>Gives the last line when it has no end.</summary>
    public void Finish(Action<string> line)
    {
        Throw.IfNull(line);
        // Bytes of a character that never became whole.
        int length = _decoder.GetChars([], 0, 0, _chars, 0, flush: true);
        _line.Append(_chars, 0, length);
        if (_line.Length > 0)
        {
            line(Take());
        }
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
