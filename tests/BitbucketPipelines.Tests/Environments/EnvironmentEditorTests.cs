using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Settings;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>
/// Bitbucket accepts a change before it carries it out, so the client reads the environment until it shows the change. Names are unique, so
/// a creation may be sent again.
/// </summary>
public sealed class EnvironmentEditorTests
{
    private const string Path = "repositories/team/app/environments/%7Bu%7D";
    private const string ListPath = "repositories/team/app/environments/";
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

    [Fact]
    public void It_is_sent_again_while_its_answer_is_lost_and_the_list_does_not_show_it()
    {
        using var api = new TestApi();
        api.Stub.On("POST", ListPath, Answer.Empty(503), Answer.Empty(503), Shows("new", false));
        api.Stub.Always("GET", ListPath + ".*", Answer.Json("""{"values":[]}"""));
        (DeploymentEnvironment environment, bool wasThere) = api.Clock.Simulate(() => CreateAsync(api));
        Assert.Equal(("new", "team", false), (environment.Name, environment.Workspace, wasThere));
        api.Stub.Verify();
    }

    [Fact]
    public void It_is_not_sent_again_when_the_list_cannot_tell()
    {
        using var api = new TestApi();
        api.Stub.On("POST", ListPath, Answer.Empty(503));
        api.Stub.Always("GET", ListPath + ".*", Answer.Empty(403));
        EnvironmentException e = Assert.Throws<EnvironmentException>(() => api.Clock.Simulate(() => CreateAsync(api)));
        Assert.Equal(ApiErrorKind.AnswerLost, e.Cause.Kind);
        api.Stub.Verify();
    }

    private static Task<(DeploymentEnvironment, bool)> CreateAsync(TestApi api) => EnvironmentEditor.CreateAsync(
        api.Client, TestApi.Repo,
        new EnvironmentBody { Name = "new", EnvironmentType = new EnvironmentKind { Name = "Production" } }, default);

    private static Respond Shows(string name, bool adminOnly) => Answer.Json(
        $$"""{"uuid":"{u}","name":"{{name}}","lock":{"type":"deployment_environment_lock_open","name":"OPEN"},"restrictions":{"admin_only":{{(adminOnly ? "true" : "false")}} } }""");
}
