using System.Text;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests.Client;

/// <summary>Text is either read as it was written or rejected.</summary>
public sealed class FileTextTests
{
    private const string Text = "Name,Value\nA,größe 日本 😀\n";

    public static TheoryData<string> Marked => ["utf-8", "utf-16", "utf-16BE", "utf-32", "utf-32BE"];

    [Theory]
    [MemberData(nameof(Marked))]
    public void Byte_order_mark_tells_the_encoding_whatever_else_is_said(string name)
    {
        Encoding encoding = name == "utf-32BE" ? new UTF32Encoding(true, true) : Encoding.GetEncoding(name);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(Text)];
        Assert.Equal(Text, FileText.Decode(bytes));
        Assert.Equal(Text, FileText.Decode(bytes, Encoding.Latin1));
    }

    [Fact]
    public void Without_a_mark_it_is_utf8_or_what_is_said()
    {
        Assert.Equal(Text, FileText.Decode(Encoding.UTF8.GetBytes(Text)));
        Assert.Equal("", FileText.Decode([]));
        Assert.Equal("größe", FileText.Decode(Encoding.Latin1.GetBytes("größe"), Encoding.Latin1));
        Assert.Equal("größe", FileText.Decode(Encoding.Unicode.GetBytes("größe"), Encoding.Unicode));
        Assert.Equal("price €", FileText.Decode([.. "price "u8, 0x80], CodePagesEncodingProvider.Instance.GetEncoding(1252)));
    }

    [Theory]
    [InlineData("A=1\nB=gr\u00F6\u00DFe\n", 2)]
    [InlineData("\u00E4=1", 1)]
    [InlineData("A=1\r\nB=2\r\nC=\u00E9", 3)]
    [InlineData("A=1\rB=\u00E9", 2)]
    public void Code_page_of_windows_is_reported_with_its_line(string text, int line)
    {
        var e = Assert.Throws<FileTextException>(() => FileText.Decode(Encoding.Latin1.GetBytes(text)));
        Assert.Equal(line, e.Line);
        Assert.Contains("is not valid UTF-8. The file was saved in another encoding", e.Message, StringComparison.Ordinal);
        Assert.StartsWith("ansi", e.Encoding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "unicode")]
    [InlineData(true, "bigendianunicode")]
    public void Utf16_without_a_mark_is_recognized(bool bigEndian, string name)
    {
        var e = Assert.Throws<FileTextException>(() => FileText.Decode(new UnicodeEncoding(bigEndian, false).GetBytes("A=1\nB=größe\n")));
        Assert.Contains("without a byte order mark", e.Message, StringComparison.Ordinal);
        Assert.Equal(name, e.Encoding);
    }

    public static TheoryData<byte[], int> Mixed => new()
    {
        { [.. "A=1\nB=2\n"u8, .. Encoding.Unicode.GetBytes("C=3\n")], 3 },
        { [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("A=1\nB=2\n"), .. "C=33\r\n"u8], 3 },
        { [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("A=1\nB=2\n"), .. "C=333\n"u8], 3 },
        { [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("A=1\nB=2"), .. "C=33\r\n"u8], 2 },
        { [.. Encoding.UTF8.GetPreamble(), .. "A=1\n"u8, .. Encoding.UTF8.GetPreamble(), .. "B=2\n"u8], 2 },
        { "A=1\nB=a\0b\n"u8.ToArray(), 2 },
    };

    [Theory]
    [MemberData(nameof(Mixed))]
    public void Two_encodings_in_one_file_are_reported_with_the_line(byte[] bytes, int line) =>
        Assert.Equal(line, Assert.Throws<FileTextException>(() => FileText.Decode(bytes)).Line);

    [Theory]
    [InlineData("名前=値\nA=上海\n")]
    [InlineData("# 上上上上\nA=㵁㵂㵃\n")]
    [InlineData("A=上")]
    public void Text_in_other_scripts_is_no_mixture(string text)
    {
        foreach (Encoding encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            Assert.Equal(text, FileText.Decode([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]));
        }
    }

    [Fact]
    public void No_bytes_read_as_something_that_was_not_there()
    {
        var random = new Random(11);
        int read = 0;
        for (int i = 0; i < 5_000; i++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(Text + i);
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Assert.Equal(bytes, Encoding.UTF8.GetBytes(FileText.Decode(bytes)));
                read++;
            }
            catch (FileTextException)
            {
                // Rejecting the text is also correct.
            }
        }

        Assert.InRange(read, 500, 4_500);
    }
}
