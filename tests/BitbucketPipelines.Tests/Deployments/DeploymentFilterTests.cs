using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests.Settings;

public sealed class DeploymentFilterTests
{
    private static Deployment To(string? name, string? uuid) => new() { EnvironmentDetail = new() { Name = name, Uuid = uuid } };

    [Fact]
    public void Without_a_filter_every_deployment_is_meant()
    {
        Assert.True(new DeploymentFilter().IsEmpty);
        Assert.True(new DeploymentFilter().Matches(To(null, null)));
        Assert.False(new DeploymentFilter { Run = "{1}" }.IsEmpty);
        Assert.False(new DeploymentFilter { Run = "{1}" }.Matches(To("Test", "{2}")));
    }

    [Fact]
    public void The_name_of_an_environment_counts_only_where_its_uuid_is_not_told()
    {
        var filter = new DeploymentFilter { EnvironmentUuid = "{a}", EnvironmentName = name => name == "Test" };
        Assert.True(filter.Matches(To("renamed", "{A}")));
        Assert.False(filter.Matches(To("Test", "{b}")));
        Assert.True(filter.Matches(To("Test", null)));
        Assert.False(filter.Matches(To("Staging", null)));
    }

    [Fact]
    public void A_state_that_is_asked_for_and_not_told_is_no_match()
    {
        Assert.False(new DeploymentFilter { States = ["COMPLETED"] }.Matches(To("Test", null)));
        Assert.False(new DeploymentFilter { Statuses = ["FAILED"] }.Matches(To("Test", null)));
    }
}
