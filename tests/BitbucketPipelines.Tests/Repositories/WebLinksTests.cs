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
}
