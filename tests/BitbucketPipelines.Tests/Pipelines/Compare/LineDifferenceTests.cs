using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>What changed in bitbucket-pipelines.yml.</summary>
public sealed class LineDifferenceTests
{
    [Theory]
    [InlineData("a\nb\nc\n", "a\nb\nc", "")]
    [InlineData("a\r\nb\r\n", "a\nb\n", "")]
    [InlineData("a\nb\nc", "a\nc", "- b")]
    [InlineData("a\nc", "a\nb\nc", "+ b")]
    [InlineData("image: node:20\nx", "image: node:22\nx", "- image: node:20|+ image: node:22")]
    [InlineData("a\nb\nc\nd", "b\nc\nx\nd", "- a|+ x")]
    [InlineData("", "a", "- |+ a")]
    public void Has_the_lines_that_were_removed_and_added(string before, string after, string expected) =>
        Assert.Equal(expected, string.Join('|', LineDifference.Between(before, after)));

    [Fact]
    public void Is_quick_for_files_that_have_nothing_in_common()
    {
        string before = string.Join('\n', Enumerable.Range(0, 5000).Select(i => $"a{i}"));
        string after = string.Join('\n', Enumerable.Range(0, 5000).Select(i => $"b{i}"));
        Assert.Equal(10_000, LineDifference.Between(before, after).Count);
    }
}
