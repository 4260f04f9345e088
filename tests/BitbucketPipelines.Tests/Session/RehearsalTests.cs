using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>What warms the client up while the module is imported takes the way of a real request, and asks nobody.</summary>
public class RehearsalTests
{
    [Fact]
    public async Task It_reads_a_whole_run_without_a_network()
    {
        Pipeline run = Assert.Single(await Rehearsal.RunAsync());
        Assert.Equal((1, "SUCCESSFUL", "a"), (run.BuildNumber, run.Result, run.Branch));
    }

    [Theory]
    [InlineData("BITBUCKET_API_TOKEN", "t", true)]
    [InlineData("BITBUCKET_ACCESS_TOKEN", "t", true)]
    [InlineData("BITBUCKET_TOKEN", "t", true)]
    [InlineData("BITBUCKET_CLIENT_SECRET", "t", true)]
    [InlineData("BITBUCKET_API_TOKEN", "", false)]
    [InlineData("BITBUCKET_WORKSPACE", "acme", false)]
    public void It_happens_only_where_the_environment_has_credentials(string name, string value, bool expected) =>
        Assert.Equal(expected, Rehearsal.HasCredentials(asked => asked == name ? value : null));
}
