using BitbucketPipelines.Api.Reports;

namespace BitbucketPipelines.Tests.Reports;

/// <summary>Paths of tools become paths of the repository.</summary>
public sealed class RepositoryPathsTests
{
    [Theory]
    [InlineData("src/a.c", "src/a.c")]
    [InlineData("./src/../src/./a.c", "src/a.c")]
    [InlineData(@"src\a.c", "src/a.c")]
    [InlineData("/repo/src/a.c", "src/a.c")]
    [InlineData("file:///repo/src/a%20b.c", "src/a b.c")]
    [InlineData("file://localhost/repo/a.c", "a.c")]
    [InlineData(@"C:\Agent\s\src\A.c", "src/A.c")]
    [InlineData(@"c:\agent\S\src\A.c", "src/A.c")]
    [InlineData("file:///C:/agent/s/a.c", "a.c")]
    [InlineData("/repo", null)]
    [InlineData("/repository/a.c", null)]
    [InlineData("/etc/passwd", null)]
    [InlineData("../../etc/passwd", null)]
    [InlineData("/repo/../etc/passwd", null)]
    [InlineData("https://example.com/a.c", null)]
    [InlineData("a\nb", null)]
    [InlineData(" ", null)]
    [InlineData(null, null)]
    [InlineData("/repo/sub/inner/a.c", "inner/a.c")]
    public void A_path_is_found_in_the_longest_root(string? path, string? expected) => Assert.Equal(
        expected, new RepositoryPaths(["/repo", "/repo/sub", @"C:\agent\s"], null, _ => false).Find(path));

    [Theory]
    [InlineData("a.c", true, "web/a.c")]
    [InlineData("a.c", false, "a.c")]
    [InlineData("../a.c", false, "a.c")]
    [InlineData("web/a.c", false, "web/a.c")]
    public void A_relative_path_is_that_of_the_current_folder_if_there_is_such_a_file(string path, bool exists, string expected) =>
        Assert.Equal(expected, new RepositoryPaths(["/repo"], "/repo/web", _ => exists).Find(path));
}
