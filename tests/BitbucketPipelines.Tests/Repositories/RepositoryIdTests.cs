using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

public class RepositoryIdTests
{
    private const string Uuid = "b5d2ab02-2013-415e-b146-61ff3bf19502";

    [Theory]
    [InlineData("app", null, "app")]
    [InlineData("  app  ", null, "app")]
    [InlineData("team/app", "team", "app")]
    [InlineData("team/app/", "team", "app")]
    [InlineData("{" + Uuid + "}", null, "{" + Uuid + "}")]
    [InlineData(Uuid, null, "{" + Uuid + "}")]
    [InlineData("B5D2AB02-2013-415E-B146-61FF3BF19502", null, "{" + Uuid + "}")]
    [InlineData("team/{" + Uuid + "}", "team", "{" + Uuid + "}")]
    [InlineData(Uuid + "/app", "{" + Uuid + "}", "app")]
    [InlineData("https://bitbucket.org/team/app", "team", "app")]
    [InlineData("https://bitbucket.org/team/app/", "team", "app")]
    [InlineData("https://bitbucket.org/team/app/src/main/README.md", "team", "app")]
    [InlineData("https://bitbucket.org/team/app/pipelines/results/42", "team", "app")]
    [InlineData("https://bitbucket.org/team/app?at=main#top", "team", "app")]
    [InlineData("https://bitbucket.org/%7B" + Uuid + "%7D/app", "{" + Uuid + "}", "app")]
    [InlineData("https://me@bitbucket.org/team/app.git", "team", "app")]
    [InlineData("https://api.bitbucket.org/2.0/repositories/team/app", "team", "app")]
    [InlineData("https://api.bitbucket.org/2.0/repositories/team/%7B" + Uuid + "%7D/pipelines/7", "team", "{" + Uuid + "}")]
    [InlineData("git@bitbucket.org:team/app.git", "team", "app")]
    [InlineData("ssh://git@bitbucket.org/team/app.git", "team", "app")]
    [InlineData("ssh://git@altssh.bitbucket.org:443/team/app.git", "team", "app")]
    [InlineData("bitbucket.org:team/app.git", "team", "app")]
    [InlineData("dev@bitbucket.org:team/app.git", "team", "app")]
    [InlineData("https://bitbucket.org/team/all-repositories/src/main", "team", "all-repositories")]
    [InlineData("https://bitbucket.org/team/repositories/src/main", "team", "repositories")]
    [InlineData("https://bitbucket.org/!api/2.0/repositories/team/app", "team", "app")]
    [InlineData("https://bitbucket.org/team/2.0/src/main", "team", "2.0")]
    [InlineData("team\\app", "team", "app")]
    [InlineData("app.git", null, "app")]
    [InlineData("my.github", null, "my.github")]
    [InlineData("", null, null)]
    [InlineData("   ", null, null)]
    [InlineData("/", null, null)]
    [InlineData("https://bitbucket.org/", null, null)]
    public void Parse_reads_each_way_to_name_a_repository(string text, string? workspace, string? slug) =>
        Assert.Equal((workspace, slug), RepositoryId.Parse(text));

    [Theory]
    [InlineData("team", "team", null)]
    [InlineData(" team/ ", "team", null)]
    [InlineData(Uuid, "{" + Uuid + "}", null)]
    [InlineData("{}", "{}", null)]
    [InlineData("team/app", "team", "app")]
    [InlineData("team\\app", "team", "app")]
    [InlineData("https://bitbucket.org/team", "team", null)]
    [InlineData("https://bitbucket.org/team/", "team", null)]
    [InlineData("https://bitbucket.org/team/workspace/repositories", "team", null)]
    [InlineData("https://bitbucket.org/team/app/src", "team", "app")]
    [InlineData("https://api.bitbucket.org/2.0/workspaces/team/members", "team", null)]
    [InlineData("https://api.bitbucket.org/2.0/repositories/team", "team", null)]
    [InlineData("", null, null)]
    public void ParseWorkspace_reads_each_way_to_name_a_workspace(string text, string? workspace, string? slug) =>
        Assert.Equal((workspace, slug), RepositoryId.ParseWorkspace(text));

    [Theory]
    [InlineData("team", "TEAM", true)]
    [InlineData("team", "other", false)]
    [InlineData("{" + Uuid + "}", "B5D2AB02-2013-415E-B146-61FF3BF19502", true)]
    [InlineData("{" + Uuid + "}", "{00000000-0000-0000-0000-000000000001}", false)]
    [InlineData("{" + Uuid + "}", "team", null)]
    [InlineData("team", "{}", null)]
    public void SameWorkspace_compares_names_as_far_as_they_can_be(string one, string other, bool? expected)
    {
        Assert.Equal(expected, RepositoryId.SameWorkspace(one, other));
        Assert.Equal(expected, RepositoryId.SameWorkspace(other, one));
    }

    [Theory]
    [InlineData("team/app", null)]
    [InlineData("https://me@bitbucket.org/team/app", "bitbucket.org")]
    [InlineData("git@github.com:team/app", "github.com")]
    [InlineData("bitbucket.org:team/app", "bitbucket.org")]
    public void HostOf_names_the_host_of_an_address(string text, string? expected) => Assert.Equal(expected, RepositoryId.HostOf(text));

    [Theory]
    [InlineData("app", "app")]
    [InlineData(Uuid, "{" + Uuid + "}")]
    [InlineData("{" + Uuid + "}", "{" + Uuid + "}")]
    [InlineData("{}", "{}")]
    public void Braced_gives_a_uuid_its_braces(string text, string expected) => Assert.Equal(expected, RepositoryId.Braced(text));

    [Fact]
    public void Two_of_the_same_are_equal_and_shown_with_a_slash()
    {
        Assert.Equal(new RepositoryId("team", "app"), new RepositoryId("team", "app"));
        Assert.Equal("team/app", new RepositoryId("team", "app").ToString());
    }
}
