using System.Text.Json;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>Runners: labels as strings and as objects, and a secret that is gone after it was taken.</summary>
public sealed class RunnerTests
{
    private const string Made = """
        {"type":"pipeline_runner","uuid":"{u}","name":"r","labels":["self.hosted","linux"],"brand":"new",
         "state":{"status":"NAPPING","version":{"version":"1.2","current":"1.3"},"updated_on":"2026-01-03T07:36:40.109572944Z","cordoned":true,"why":"x"},
         "oauth_client":{"id":"c","secret":"S3CRET","token_endpoint":"https://t","audience":"a","more":1}}
        """;

    [Fact]
    public void The_answer_to_a_creation_is_flat()
    {
        Runner runner = Read(Made);
        Assert.Equal(
            ("r", "{u}", "NAPPING", "1.2", "1.3", true),
            (runner.Name, runner.Uuid, runner.Status, runner.Version, runner.RecommendedVersion, runner.Cordoned));
        Assert.Equal(("c", "https://t", "a"), (runner.ClientId, runner.TokenEndpoint, runner.Audience));
        Assert.Equal(["self.hosted", "linux"], runner.Labels);
        Assert.NotNull(runner.StateUpdatedOn);
        Assert.Equal("\"new\"", runner.AdditionalProperties!["brand"].GetRawText());
        Assert.Equal("\"x\"", runner.StateDetail!.AdditionalProperties!["why"].GetRawText());
        Assert.Equal("1", runner.ClientDetail!.AdditionalProperties!["more"].GetRawText());
    }

    [Fact]
    public void The_secret_can_be_taken_once_and_is_public_nowhere()
    {
        Runner runner = Read(Made);
        Assert.DoesNotContain(typeof(RunnerClient).GetProperties(), p => p.Name.Contains("Secret", StringComparison.OrdinalIgnoreCase));
        Assert.False(runner.ClientDetail!.AdditionalProperties!.ContainsKey("secret"));
        Assert.DoesNotContain("S3CRET", JsonSerializer.Serialize(runner));
        Assert.DoesNotContain("S3CRET", $"{runner}{runner.ClientDetail}");
        Assert.Equal("S3CRET", runner.ClientDetail.TakeSecret());
        Assert.Null(runner.ClientDetail.TakeSecret());
        Assert.DoesNotContain("S3CRET", JsonSerializer.Serialize(runner, WireContext.Default.Runner));
    }

    [Theory]
    [InlineData("""["a","b"]""", "a b")]
    [InlineData("""[{"name":"a"},{"name":"b","more":1}]""", "a b")]
    [InlineData("""["a",{"name":"b"},{},null,7,{"name":null}]""", "a b")]
    [InlineData("null", "")]
    [InlineData("\"a\"", "")]
    [InlineData("{}", "")]
    public void Labels_come_as_texts_or_as_objects(string json, string expected)
    {
        Runner runner = Read($$"""{"labels":{{json}}}""");
        Assert.Equal(expected, string.Join(' ', runner.Labels));
        Assert.Equal(expected, string.Join(' ', Read(JsonSerializer.Serialize(runner, WireContext.Default.Runner)).Labels));
    }

    [Fact]
    public void An_empty_object_is_a_runner()
    {
        Runner runner = Read("{}");
        Assert.Empty(runner.Labels);
        Assert.All(
            new object?[] { runner.Status, runner.Version, runner.Cordoned, runner.ClientId, runner.TokenEndpoint, runner.Audience,
            runner.StateUpdatedOn }, Assert.Null);
        Assert.Equal("", runner.ToString());
    }

    [Theory]
    [InlineData("linux", "self.hosted linux", true)]
    [InlineData("self.hosted linux.arm64 gpu", "self.hosted linux.arm64 gpu", true)]
    [InlineData("linux self.hosted linux", "linux self.hosted", true)]
    [InlineData("gpu", "self.hosted gpu", false)]
    [InlineData("linuxlike", "self.hosted linuxlike", false)]
    [InlineData("macos", "self.hosted macos", true)]
    public void Each_runner_has_the_label_self_hosted(string given, string expected, bool system)
    {
        string[] labels = RunnerLabels.Complete(given.Split(' '));
        Assert.Equal(expected, string.Join(' ', labels));
        Assert.Equal(system, RunnerLabels.NameSystem(labels));
    }

    [Fact]
    public void A_runner_says_whose_it_is()
    {
        Runner runner = Read("{}");
        runner.SetLocation(RunnerScope.OfRepository(TestApi.Repo), new Uri("https://bitbucket.org/"));
        Assert.Equal(("team", "app", false), (runner.Workspace, runner.Repository, runner.WorkspaceScope));
        runner.SetLocation(RunnerScope.OfWorkspace("team"), new Uri("https://bitbucket.org/"));
        Assert.Equal(("team", null, true), (runner.Workspace, runner.Repository, runner.WorkspaceScope));
        Assert.Equal(
            ("team/app", "workspace team"),
            (RunnerScope.OfRepository(TestApi.Repo).ToString(), RunnerScope.OfWorkspace("team").ToString()));
    }

    private static Runner Read(string json) => JsonSerializer.Deserialize(json, WireContext.Default.Runner)!;
}
