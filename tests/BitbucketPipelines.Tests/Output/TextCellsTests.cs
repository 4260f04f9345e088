using BitbucketPipelines.Output;

namespace BitbucketPipelines.Tests;

/// <summary>Tests how many columns of a terminal a text takes, and how it is cut.</summary>
public sealed class TextCellsTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("世界", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("🚀x", 3)]
    public void Wide_characters_take_two_columns_and_accents_none(string text, int width) => Assert.Equal(width, TextCells.Width(text));

    [Theory]
    [InlineData("abcdefghij", 10, "abcdefghij")]
    [InlineData("abcdefghij", 7, "abc…hij")]
    [InlineData("abcdefghij", 6, "abc…ij")]
    [InlineData("abcdefghij", 1, "…")]
    [InlineData("abcdefghij", 0, "")]
    [InlineData("世界世界世界", 7, "世界…界")]
    public void A_text_is_cut_in_its_middle(string text, int width, string cut)
    {
        Assert.Equal(cut, TextCells.Cut(text, width, "…"));
        Assert.True(TextCells.Width(cut) <= width);
    }

    [Theory]
    [InlineData("one two three", 7, "one two/three")]
    [InlineData("one twothreefour", 6, "one/twothr/eefour")]
    [InlineData("", 5, "")]
    [InlineData("世界世界", 5, "世界/世界")]
    public void Lines_end_at_words_where_they_can(string text, int width, string lines) =>
        Assert.Equal(lines, string.Join("/", TextCells.Wrap(text, width)));
}
