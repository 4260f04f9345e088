using System.Text;

namespace BitbucketPipelines.Api;

/// <summary>
/// Reads the text of a file strictly: invalid bytes are an error and are not replaced. A byte order mark determines the encoding; without
/// one it is the given encoding, or UTF-8.
/// </summary>
internal static class FileText
{
    /// <summary>The encodings with a byte order mark. The mark of UTF-32 starts with that of UTF-16, so it comes first.</summary>
    private static readonly Encoding[] s_marked =
    [
        new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    private static readonly Encoding s_utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="encoding">The encoding of a file without a byte order mark; null for UTF-8.</param>
    /// <exception cref="FileTextException">The file is not valid text in that encoding.</exception>
    public static string Read(string path, Encoding? encoding = null) => Decode(File.ReadAllBytes(path), encoding);

    /// <summary>Decodes the bytes of a file, without the byte order mark.</summary>
    /// <exception cref="FileTextException">The bytes are not valid text in that encoding.</exception>
    public static string Decode(byte[] bytes, Encoding? encoding = null)
    {
        Encoding? marked = s_marked.FirstOrDefault(e => StartsWith(bytes, e.GetPreamble()));
        Encoding used = marked ?? Strict(encoding) ?? s_utf8;
        if (marked is null)
        {
            CheckZeros(bytes, used);
        }

        int start = marked?.GetPreamble().Length ?? 0;
        string text;
        try
        {
            text = used.GetString(bytes, start, bytes.Length - start);
        }
        catch (DecoderFallbackException e)
        {
            throw Unreadable(bytes, start, used, start + Math.Max(0, e.Index), marked is not null, encoding is not null);
        }

        CheckText(text, used);
        return text;
    }

    private static Encoding? Strict(Encoding? encoding)
    {
        if (encoding is null)
        {
            return null;
        }

        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }

    /// <summary>Single-byte and UTF-8 text contains no NUL bytes; in UTF-16 text about half of the bytes are.</summary>
    private static void CheckZeros(byte[] bytes, Encoding used)
    {
        int zero = IsWide(used) ? -1 : Array.IndexOf(bytes, (byte)0);
        if (zero < 0)
        {
            return;
        }

        int even = 0;
        int odd = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            (even, odd) = bytes[i] != 0 ? (even, odd) : i % 2 == 0 ? (even + 1, odd) : (even, odd + 1);
        }

        // ASCII letters in UTF-16 have their NUL bytes all on the same side, and the name at the start of a file is ASCII.
        bool isUtf16 = bytes.Length % 2 == 0 && zero < 2 && Math.Min(even, odd) == 0;
        int line = LineOf(bytes, 0, zero);
        throw isUtf16
            ? new FileTextException(line, odd > 0
                ? "It looks like UTF-16 without a byte order mark."
                : "It looks like UTF-16 (big endian) without a byte order mark.", odd > 0 ? "unicode" : "bigendianunicode")
            : new FileTextException(
                line, "The text contains a NUL character. The file mixes two encodings (in Windows PowerShell, >> adds UTF-16 to "
                + "any file), or is not a text file.");
    }

    private static void CheckText(string text, Encoding used)
    {
        int at = text.IndexOf('\0');
        if (at >= 0)
        {
            throw new FileTextException(LineOf(text, at), $"The text contains a NUL character: not all of it is {used.WebName}.");
        }

        at = text.IndexOf('\uFEFF');
        while (at > 0 && text[at - 1] is not ('\n' or '\r'))
        {
            at = text.IndexOf('\uFEFF', at + 1);
        }

        if (at >= 0)
        {
            throw new FileTextException(LineOf(text, at), "It begins with a byte order mark, as if two files had been joined.");
        }

        at = used is UnicodeEncoding ? FindNarrow(text, used) : -1;
        if (at >= 0)
        {
            throw new FileTextException(
                LineOf(text, at), "From here on it is not UTF-16 like the text before: text in another encoding was appended.");
        }
    }

    /// <summary>
    /// Finds single-byte text that was appended to a UTF-16 file: two of its letters look like one character of another script. Every line
    /// of a file of variables or hosts has an ASCII letter, so a line without any that could be such text is.
    /// </summary>
    private static int FindNarrow(string text, Encoding used)
    {
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != '\n')
            {
                continue;
            }

            if (i - start > 1 && Enumerable.Range(start, i - start).All(at => IsTwoLetters(text[at])))
            {
                return start;
            }

            start = i + 1;
        }

        // The text can also be appended to a line; then the last byte of the file ends a line.
        char last = text.Length == 0 ? '\0' : text[text.Length - 1];
        return IsTwoLetters(last) && (used.CodePage == 1200 ? last >> 8 : last & 0xFF) is '\n' or '\r' && !IsHan(last)
            ? text.Length - 1
            : -1;
    }

    /// <summary>CJK ideographs, whose second byte may be that of a line break in big-endian text.</summary>
    private static bool IsHan(char c) => c is >= '\u3400' and <= '\u9FFF';

    private static bool IsTwoLetters(char c) => IsLetter((byte)(c >> 8)) && IsLetter((byte)(c & 0xFF));

    private static bool IsLetter(byte b) => b is >= 0x20 and < 0x7F or (byte)'\t' or (byte)'\n' or (byte)'\r';

    private static FileTextException Unreadable(byte[] bytes, int start, Encoding used, int at, bool isMarked, bool isSpecified)
    {
        byte invalid = at < bytes.Length ? bytes[at] : (byte)0;
        string problem = FormattableString.Invariant($"It cannot be read: a byte there (0x{invalid:X2}) is not valid {Name(used)}");
        return new FileTextException(
            IsWide(used) ? LineOf(used, bytes, start, at) : LineOf(bytes, start, at),
            isMarked ? $"{problem}, the encoding of its byte order mark. Text in another encoding was appended, or the file was truncated."
                : isSpecified ? $"{problem}, the specified encoding."
                : $"{problem}. The file was saved in another encoding, such as the ANSI code page of Windows programs.",
            isMarked ? null : "ansi (or latin1, or the number of a code page, such as 1252)");
    }

    private static string Name(Encoding used) => used.CodePage switch
    {
        65001 => "UTF-8",
        1200 or 1201 => "UTF-16",
        12000 or 12001 => "UTF-32",
        _ => used.WebName,
    };

    private static bool IsWide(Encoding encoding) => encoding.CodePage is 1200 or 1201 or 12000 or 12001;

    private static bool StartsWith(byte[] bytes, byte[] mark) => bytes.Length >= mark.Length && bytes.Take(mark.Length).SequenceEqual(mark);

    private static int LineOf(byte[] bytes, int start, int end)
    {
        int line = 1;
        for (int i = start; i < end && i < bytes.Length; i++)
        {
            // A line ends with LF, CR LF or (old Macs) CR.
            line += bytes[i] == '\n' || (bytes[i] == '\r' && !(i + 1 < bytes.Length && bytes[i + 1] == '\n')) ? 1 : 0;
        }

        return line;
    }

    private static int LineOf(string text, int end) => LineOf(Encoding.UTF8.GetBytes(text.Substring(0, end)), 0, int.MaxValue);

    private static int LineOf(Encoding used, byte[] bytes, int start, int end)
    {
        var lenient = (Encoding)used.Clone();
        lenient.DecoderFallback = DecoderFallback.ReplacementFallback;
        string before = lenient.GetString(bytes, start, Math.Max(0, Math.Min(end, bytes.Length) - start));
        return LineOf(before, before.Length);
    }
}
