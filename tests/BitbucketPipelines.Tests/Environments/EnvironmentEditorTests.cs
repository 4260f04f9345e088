using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Settings;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>Bitbucket accepts a change before it carries it out, so the client reads the environment until it shows the change.</summary>
public sealed class EnvironmentEditorTests
{
    private const string Path = "repositories/team/app/environments/%7Bu%7D";
    private static readonly DeploymentEnvironment s_changed = new() { Uuid = "{u}", Name = "old" };

    [Theory]
    [InlineData("new", null, 2)]
    [InlineData(null, true, 1)]
    [InlineData("new", true, 3)]
    [InlineData(null, null, 0)]
    public void It_is_read_until_it_shows_what_was_asked_for(string? name, bool? adminOnly, int waits)
    {
        using var api = new TestApi();
        Respond[] looks = [Shows("old", false), Shows("old", true), Shows("new", false), Shows("new", true)];
        api.Stub.On("GET", Path, [.. looks.Take(waits + 1)]);
        (DeploymentEnvironment environment, bool isDone) = api.Clock.Simulate(
            () => EnvironmentEditor.ReadAsync(api.Client, TestApi.Repo, s_changed, new EnvironmentEdit(name, adminOnly), default));
        Assert.True(isDone);
        Assert.Equal(waits, api.Clock.Delays.Length);
        Assert.Equal(("team", "app", "OPEN"), (environment.Workspace, environment.Repository, environment.Lock));
        api.Stub.Verify();
    }

    [Fact]
    public void It_is_not_waited_for_for_ever()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", Path, Shows("old", false));
        (DeploymentEnvironment environment, bool isDone) = api.Clock.Simulate(
            () => EnvironmentEditor.ReadAsync(api.Client, TestApi.Repo, s_changed, new EnvironmentEdit("new", null), default));
        Assert.False(isDone);
        Assert.Equal("old", environment.Name);
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, 2, 10);
    }

    private static Respond Shows(string name, bool adminOnly) => Answer.Json(
        $$"""{"uuid":"{u}","name":"{{name}}","lock":{"type":"deployment_environment_lock_open","name":"OPEN"},"restrictions":{"admin_only":{{(adminOnly ? "true" : "false")}} } }""");
}
