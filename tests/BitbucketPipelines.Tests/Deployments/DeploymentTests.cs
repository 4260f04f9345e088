using System.Text.Json;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>Tests the properties of deployments that are derived from nested JSON, with recorded and with documented responses.</summary>
public sealed class DeploymentTests
{
    private static readonly Uri s_site = new("https://bitbucket.org/");

    [Fact]
    public void A_recorded_deployment_is_flat()
    {
        Deployment deployment = Fixture.ReadAll("apache-incubator-devlake/deployments.json", WireContext.Default.Deployment)[0];
        deployment.SetLocation(TestApi.Repo, s_site);
        Assert.Equal(
            ("{fcb46cbc-8733-5264-b362-c05a8f9eb2f8}", "Staging", "Staging", null),
            (deployment.Uuid, deployment.Environment, deployment.EnvironmentType, deployment.EnvironmentUuid));
        Assert.Equal(("COMPLETED", null, "#186", 186L), (deployment.State, deployment.Status, deployment.Release, deployment.BuildNumber));
        Assert.Equal("{5decbbb2-f4e6-4f3a-aab0-f74c40497c51}", deployment.Pipeline);
        Assert.Equal("{009577b4-99a8-4498-99bf-a00ef7254ca3}", deployment.Step);
        Assert.Equal("ca4302e0e56c89332711e1b1051ab2f0110d4412", deployment.Commit);
        Assert.Equal(5.1, deployment.Duration!.Value.TotalSeconds, 1);
        Assert.Equal(deployment.CompletedOn, deployment.LastUpdated);
        Assert.Equal(
            ("team", "app", "https://bitbucket.org/team/app/pipelines/results/186/steps/%7B009577b4-99a8-4498-99bf-a00ef7254ca3%7D"),
            (deployment.Workspace, deployment.Repository, deployment.Url));
        Assert.Equal("#186 to Staging", deployment.ToString());
    }

    [Fact]
    public void Times_are_read_as_they_are_documented_too()
    {
        Deployment deployment = Read("""
            {"state":{"name":"COMPLETED","status":{"name":"FAILED"},"start_date":"2026-01-01T00:00:00Z","completion_date":"2026-01-01T00:01:30Z",
             "url":"https://u","deployer":{"display_name":"Dev"}},"environment":{"uuid":"{e}"},"deployable":{"commit":{"hash":"abc"}},"brand":"new"}
            """);
        deployment.SetLocation(TestApi.Repo, s_site);
        Assert.Equal(
            ("FAILED", 90.0, "https://u", "Dev"),
            (deployment.Status, deployment.Duration!.Value.TotalSeconds, deployment.Url, deployment.Deployer));
        Assert.Equal(("{e}", null, "abc"), (deployment.EnvironmentUuid, deployment.Environment, deployment.Commit));
        Assert.Equal("\"new\"", deployment.AdditionalProperties!["brand"].GetRawText());
    }

    [Theory]
    [InlineData("#186", 186L)]
    [InlineData("#", null)]
    [InlineData("v186", null)]
    [InlineData("186", null)]
    [InlineData("# 186", null)]
    [InlineData(null, null)]
    public void A_release_that_is_named_after_a_run_tells_its_number(string? release, long? number) =>
        Assert.Equal(number, new Deployment { ReleaseDetail = new DeploymentRelease { Name = release } }.BuildNumber);

    [Fact]
    public void An_empty_object_is_a_deployment()
    {
        Deployment deployment = Read("""{"state":null,"release":null,"environment":null,"step":null,"last_update_time":null}""");
        deployment.SetLocation(TestApi.Repo, s_site);
        Assert.All(
            new object?[] { deployment.State, deployment.Status, deployment.Release, deployment.Environment, deployment.Pipeline,
            deployment.Step, deployment.Url, deployment.Duration },
            Assert.Null);
    }

    [Fact]
    public void The_latest_is_the_newest_of_each_environment_whatever_their_order()
    {
        Deployment[] all =
        [
            Of("Test", "2026-01-03T00:00:00Z", "#3"), Of("Production", "2026-01-01T00:00:00Z", "#1"),
                Of("test", "2026-01-02T00:00:00Z", "#2"),
            Of("Production", "2026-01-04T00:00:00Z", "#4"), Of("Production", null, "#5"),
        ];
        Assert.Equal(["#3", "#4"], Deployment.Latest(all).Select(d => d.Release));
        Assert.Empty(Deployment.Latest([]));
    }

    private static Deployment Of(string environment, string? updated, string release) => Read(JsonSerializer.Serialize(new
    {
        environment = new { name = environment },
        last_update_time = updated,
        release = new { name = release },
    }));

    private static Deployment Read(string json) => JsonSerializer.Deserialize(json, WireContext.Default.Deployment)!;
}
