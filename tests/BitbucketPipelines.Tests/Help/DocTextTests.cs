using System.Xml.Linq;
using BitbucketPipelines.Help;

namespace BitbucketPipelines.Tests.Help;

/// <summary>Doc comments as plain text.</summary>
public sealed class DocTextTests
{
    private static readonly DocText s_text = new(new Dictionary<string, string> { ["X.GetThingCommand"] = "Get-BbThing" });

    [Fact]
    public void Line_ends_of_the_source_are_blanks_and_para_parts_paragraphs() =>
        Assert.Equal(["One two.", "Three.", "Four."], Paragraphs("One\n  two.<para>Three.</para>\nFour."));

    [Theory]
    [InlineData("<see cref=\"T:X.GetThingCommand\"/>", "Get-BbThing")]
    [InlineData("<see cref=\"P:X.GetThingCommand.Name\"/>", "-Name")]
    [InlineData("<see cref=\"P:X.ThingCmdlet.Name\"/>", "-Name")]
    [InlineData("<see cref=\"P:X.Thing.Name\"/>", "Name")]
    [InlineData("<see cref=\"M:X.Thing.Do(System.String)\"/>", "Do")]
    [InlineData("<see cref=\"F:X.PauseAction.Error\"/>", "Error")]
    [InlineData("<see langword=\"null\"/>", "null")]
    [InlineData("<see href=\"https://example.com\"/>", "https://example.com")]
    [InlineData("<see cref=\"T:X.Thing\">a thing</see>", "a thing")]
    [InlineData("<paramref name=\"count\"/>", "count")]
    [InlineData("<c>{uuid}</c>", "{uuid}")]
    public void References_are_in_the_words_of_a_user(string xml, string expected) =>
        Assert.Equal([$"It is {expected}, then."], Paragraphs($"It is {xml}, then."));

    [Fact]
    public void A_list_is_one_paragraph_of_lines() =>
        Assert.Equal(
            ["Either:", "- one\n- two: the other", "1. a\n2. b"],
            Paragraphs("""
                Either:
                <list type="bullet"><item>one</item><item><term>two</term><description>the other</description></item></list>
                <list type="number"><item><description>a</description></item><item><description>b</description></item></list>
                """));

    [Fact]
    public void Code_keeps_its_lines_and_loses_the_indentation_they_share() =>
        Assert.Equal("if ($x) {\n    Get-BbThing\n}", DocText.Code(Element("\n  if ($x) {\n      Get-BbThing\n  }\n")));

    private static IReadOnlyList<string> Paragraphs(string xml) => s_text.Paragraphs(Element(xml));

    private static XElement Element(string xml) => XElement.Parse($"<summary>{xml}</summary>", LoadOptions.PreserveWhitespace);
}
