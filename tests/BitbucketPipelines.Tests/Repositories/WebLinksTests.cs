using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

public class WebLinksTests
{
    private static readonly Uri s_site = new("https://bitbucket.org/");

    [Fact]
    public void Run_names_the_page_by_the_build_number() =>
        Assert.Equal("https://bitbucket.org/team/app/pipelines/results/42", WebLinks.Run(s_site, TestApi.Repo, 42));

    [Fact]
    public void Step_encodes_the_braces() => Assert.Equal(
        "https://bitbucket.org/team/app/pipelines/results/42/steps/%7Babc%7D", WebLinks.Step(s_site, TestApi.Repo, "42", "{abc}"));

    [Fact]
    public void Repository_encodes_what_is_a_uuid() =>
        Assert.Equal("https://bitbucket.org/%7Bw%7D/%7Br%7D", WebLinks.Repository(s_site, new RepositoryId("{w}", "{r}")));

    [Fact]
    public void Links_can_be_read_back()
    {
        Assert.True(PipelineId.TryParse(WebLinks.Step(s_site, TestApi.Repo, "42", "{abc}"), out PipelineId? id));
        Assert.Equal(new PipelineId("42", TestApi.Repo), id);
    }

    [Theory]
    [InlineData("https://ci.example.com/builds/7", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("ftp://example.com", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("/builds/7", false)]
    [InlineData("ci.example.com", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_a_whole_web_address_is_a_page(string? address, bool expected) => Assert.Equal(expected, WebLinks.IsPage(address));
}
