using BitbucketPipelines.Help;

namespace BitbucketPipelines.Tests.Help;

public sealed class GeneratedFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_developer_gets_them_written_and_the_others_removed()
    {
        _folder.File("Old-BbThing.md", "old");
        _folder.File("New-BbThing.md", "old");
        var files = new GeneratedFiles(isChecking: false);
        files.WriteAll(_folder.Path, new Dictionary<string, string> { ["New-BbThing.md"] = "new\n" });
        Assert.Empty(files.Problems);
        Assert.Equal(["New-BbThing.md"], _folder.Files);
        Assert.Equal("new\n", File.ReadAllText(_folder.File("New-BbThing.md")));
    }

    [Fact]
    public void A_build_system_is_told_which_are_stale_missing_or_too_many()
    {
        _folder.File("Old-BbThing.md", "old");
        _folder.File("Stale-BbThing.md", "old");
        _folder.File("Good-BbThing.md", "good\r\n");
        var files = new GeneratedFiles(isChecking: true);
        files.WriteAll(_folder.Path, new Dictionary<string, string>
        {
            ["Stale-BbThing.md"] = "new\n",
            ["Good-BbThing.md"] = "good\n",
            ["Missing-BbThing.md"] = "new\n",
        });
        Assert.Equal(
            ["Missing-BbThing.md", "Old-BbThing.md", "Stale-BbThing.md"],
            files.Problems.Select(p => Path.GetFileName(p.File)).Order(StringComparer.Ordinal));
        Assert.All(files.Problems, p => Assert.Equal("HELP14", p.Code));
        Assert.Equal("old", File.ReadAllText(_folder.File("Stale-BbThing.md")));
    }

    [Theory]
    [InlineData("https://example.com/p")]
    [InlineData("https://example.com/p/")]
    public void The_address_of_a_page_lies_under_the_one_of_the_project(string project) =>
        Assert.Equal("https://example.com/p/blob/HEAD/docs/cmdlets/Get-BbThing.md", CmdletPages.AddressOf(project, "Get-BbThing"));

    [Theory]
    [InlineData("a|b", @"a\|b")]
    [InlineData("*_TOKEN", @"\*_TOKEN")]
    [InlineData("<name>", "&lt;name>")]
    public void Words_are_shown_as_they_are(string words, string markdown) => Assert.Equal(markdown, CmdletPage.Escape(words));
}
