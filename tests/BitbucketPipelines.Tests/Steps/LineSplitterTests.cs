using System.Text;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>The lines are the same, no matter into which pieces the bytes are split.</summary>
public class LineSplitterTests
{
    private static List<string> Split(params byte[][] pieces)
    {
        var lines = new List<string>();
        var splitter = new LineSplitter();
        foreach (byte[] piece in pieces)
        {
            // Within a larger buffer, as when reading from a stream.
            Assert.True(splitter.Add([0x41, .. piece, 0x0a], 1, piece.Length, lines.Add));
        }

        splitter.Finish(lines.Add);
        return lines;
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\nb", new[] { "a", "b" })]
    [InlineData("a\r\nb\r\n", new[] { "a", "b" })]
    [InlineData("\n", new[] { "" })]
    [InlineData("\r\n", new[] { "" })]
    [InlineData("\n\n", new[] { "", "" })]
    [InlineData("a\rb\n", new[] { "a\rb" })]
    [InlineData("a\r\r\n", new[] { "a\r" })]
    [InlineData("a\r", new[] { "a" })]
    [InlineData("ä€😀\nß", new[] { "ä€😀", "ß" })]
    public void Lines_end_with_lf_or_cr_lf(string text, string[] lines) => Assert.Equal(lines, Split(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("a\nbc\r\nd")]
    [InlineData("ä€\r\n😀é\n")]
    [InlineData("\r\n\n\r\r\n😀")]
    [InlineData("\ufeffx\n")]
    public void Any_cut_into_three_gives_the_same_lines(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        List<string> whole = Split(bytes);
        for (int i = 0; i <= bytes.Length; i++)
        {
            for (int j = i; j <= bytes.Length; j++)
            {
                Assert.Equal(whole, Split(bytes[..i], bytes[i..j], bytes[j..]));
            }
        }

        Assert.Equal(whole, Split([.. bytes.Select(b => new[] { b })]));
    }

    [Fact]
    public void A_line_that_never_ends_is_returned_in_pieces_and_reported_once()
    {
        var lines = new List<string>();
        int told = 0;
        var splitter = new LineSplitter(() => told++);
        byte[] piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("😀", 10_000)));
        byte[] start = [0x61];
        splitter.Add(start, 0, 1, lines.Add);
        for (int i = 0; i < 120; i++)
        {
            splitter.Add(piece, 0, piece.Length, lines.Add);
        }

        splitter.Add([0x0a, 0x62], 0, 2, lines.Add);
        splitter.Finish(lines.Add);
        Assert.Equal((1, 4), (told, lines.Count));
        Assert.All(lines, l => Assert.InRange(l.Length, 1, LineSplitter.LongestLine));
        Assert.Equal("a" + string.Concat(Enumerable.Repeat("😀", 1_200_000)) + "b", string.Concat(lines));
        Assert.Equal("b", lines[^1]);
    }

    [Fact]
    public void Random_texts_in_random_pieces_give_the_lines_of_the_text()
    {
        var random = new Random(7);
        string[] parts = ["a", "bc ", "ä", "€", "😀", "\n", "\r\n", "\t", "\u001b[31m"];
        for (int round = 0; round < 500; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => parts[random.Next(parts.Length)]));
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            var pieces = new List<byte[]>();
            for (int at = 0, next; at < bytes.Length; at = next)
            {
                next = Math.Min(bytes.Length, at + 1 + random.Next(9));
                pieces.Add(bytes[at..next]);
            }

            string[] expected = text.Replace("\r\n", "\n").Split('\n');
            Assert.Equal(text.Length == 0 || text.EndsWith('\n') ? expected[..^1] : expected, Split([.. pieces]));
        }
    }

    [Fact]
    public void Invalid_bytes_become_replacement_characters_and_change_nothing_else()
    {
        byte[] bytes = [0x61, 0xff, 0x0a, 0xe2, 0x82, 0x0a, 0x62, 0xf0, 0x9f, 0x98];
        List<string> whole = Split(bytes);
        Assert.Equal(["a\ufffd", "\ufffd", "b\ufffd"], whole);
        Assert.Equal(whole, Split([.. bytes.Select(b => new[] { b })]));
    }

    [Fact]
    public void A_piece_larger_than_the_buffer_is_read_completely()
    {
        byte[] large = Encoding.UTF8.GetBytes(new string('ä', 100_000));
        Assert.Equal([new string('ä', 200_000), "x"], Split(large, large, "\nx"u8.ToArray()));
    }

    [Fact]
    public void A_line_is_returned_as_soon_as_it_is_complete()
    {
        var lines = new List<string>();
        var splitter = new LineSplitter();
        splitter.Add("one\ntw"u8.ToArray(), 0, 6, lines.Add);
        Assert.Equal(["one"], lines);
        splitter.Add("o\n"u8.ToArray(), 0, 2, lines.Add);
        Assert.Equal(["one", "two"], lines);
    }
}
