using System.Text.Json;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>Whichever request fails, the old and the new schedule are never enabled together, and no schedule is lost.</summary>
public sealed class ScheduleEditorTests
{
    private const string Old = "0 0 2 * * ? *";
    private const string New = "0 30 3 * * ? *";

    private static readonly string[] s_faults = ["refused", "dropped", "lost", "error afterwards", "nothing", "page", "unreachable"];

    public static TheoryData<bool, bool, string, int, bool> Failures
    {
        get
        {
            var rows = new TheoryData<bool, bool, string, int, bool>();
            foreach (bool before in (bool[])[true, false])
            {
                foreach (bool after in (bool[])[true, false])
                {
                    foreach (string fault in s_faults)
                    {
                        // The last number is higher than the number of requests, so nothing fails.
                        for (int request = 1; request <= 6; request++)
                        {
                            rows.Add(before, after, fault, request, false);
                            rows.Add(before, after, fault, request, true);
                        }
                    }
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Replacing_is_safe(bool before, bool after, string fault, int request, bool forEver)
    {
        using var api = new TestApi(o => o with { Retry = new RetryPolicy { MaxAttempts = 1 } });
        var server = new ScheduleServer(api);
        PipelineSchedule old = Read(server.Add(Old, before));
        if (forEver)
        {
            server.FailFrom(request, fault);
        }
        else
        {
            server.Fail(request, fault);
        }

        PipelineSchedule[] list = [old];
        ScheduleReplacement? done = null;
        Exception? failure = null;
        try
        {
            done = await new ScheduleEditor(api.Client, TestApi.Repo).ReplaceAsync(old, Body(after), list, default);
        }
        catch (Exception e) when (e is BitbucketApiException or ScheduleException)
        {
            failure = e;
        }

        Assert.All(server.History, h => Assert.InRange(h.Enabled, 0, 1));
        Assert.All(server.History, h => Assert.InRange(h.All, 1, 2));
        Assert.InRange(server.Posts, 0, 1);
        bool oldThere = server.Schedules.Exists(s => s["cron_pattern"]!.GetValue<string>() == Old);
        bool oldEnabled = server.Schedules.Exists(s => s["cron_pattern"]!.GetValue<string>() == Old && s["enabled"]!.GetValue<bool>());
        if (done is not null)
        {
            // The new schedule is as requested. The old one is removed, or it is disabled and the result says so.
            Assert.Equal(
                after, Assert.Single(server.Schedules, s => s["cron_pattern"]!.GetValue<string>() == New)["enabled"]!.GetValue<bool>());
            Assert.False(oldEnabled);
            Assert.True(!oldThere || done.NotRemoved is not null);
            return;
        }

        // The old schedule exists. It is unchanged and the only one, or the error says which state is left.
        Assert.NotNull(failure);
        Assert.True(oldThere);
        if (failure is not ScheduleException
            {
                Failure: ScheduleFailure.Unknown or ScheduleFailure.LeftEnabled or ScheduleFailure.LeftDisabled
            })
        {
            Assert.Equal(before, oldEnabled);
            Assert.Single(server.Schedules);
        }
    }

    [Fact]
    public async Task Replacing_disables_makes_and_removes_in_this_order()
    {
        using var api = new TestApi();
        var server = new ScheduleServer(api);
        PipelineSchedule old = Read(server.Add(Old, true));
        ScheduleReplacement done = await new ScheduleEditor(api.Client, TestApi.Repo).ReplaceAsync(old, Body(true), [old], default);
        Assert.Equal(["PUT", "POST", "DELETE"], api.Stub.Requests.Select(r => r.Method));
        Assert.Equal((New, true, null), (done.Schedule.Cron, done.Schedule.Enabled, done.NotRemoved));
        Assert.Equal([(0, 1), (1, 2), (1, 1)], server.History);
    }

    [Fact]
    public async Task The_limit_brings_the_old_one_back()
    {
        using var api = new TestApi();
        var server = new ScheduleServer(api);
        PipelineSchedule old = Read(server.Add(Old, true));
        server.Fail(2, "limit");
        ScheduleException e = await Assert.ThrowsAsync<ScheduleException>(
            () => new ScheduleEditor(api.Client, TestApi.Repo).ReplaceAsync(old, Body(true), [old], default));
        Assert.Equal(ScheduleFailure.LimitReached, e.Failure);
        Assert.Equal((1, 1), server.History[^1]);
    }

    [Theory]
    [InlineData("limit", true)]
    [InlineData("silent", true)]
    [InlineData("token", false)]
    public async Task A_401_is_told_from_wrong_credentials_by_its_words(string fault, bool limit)
    {
        using var api = new TestApi();
        var server = new ScheduleServer(api);
        server.Fail(1, fault);
        Exception e = await Assert.ThrowsAnyAsync<Exception>(() => Create(api, true));
        Assert.Equal(limit, e is ScheduleException { Failure: ScheduleFailure.LimitReached });
        Assert.Equal(!limit, e is BitbucketApiException { StatusCode: 401 });
        Assert.Equal(1, server.Posts);
    }

    [Fact]
    public async Task A_limit_is_no_reason_for_a_new_token()
    {
        int tokens = 0;
        using var api = new TestApi(o => o with { Credential = ApiCredential.OAuthClient("id", () => "secret") });
        api.Stub.Always("POST", "https://bitbucket.org/site/oauth2/access_token", Answer.After(() => tokens++, Answer.Json("""{"access_token":"t","expires_in":7200}""")));
        var server = new ScheduleServer(api);
        server.Fail(1, "limit");
        await Assert.ThrowsAsync<ScheduleException>(() => Create(api, true));
        Assert.Equal((1, 1), (tokens, server.Posts));
    }

    [Theory]
    [InlineData("lost", true)]
    [InlineData("error afterwards", true)]
    [InlineData("nothing", true)]
    [InlineData("page", false)]
    [InlineData("dropped", false)]
    public async Task A_lost_answer_is_settled_by_looking(string fault, bool made)
    {
        using var api = new TestApi();
        var server = new ScheduleServer(api);
        server.Add(New, false);
        server.Fail(1, fault);
        Task<PipelineSchedule> work = new ScheduleEditor(api.Client, TestApi.Repo)
            .CreateAsync(Body(true), [.. server.Schedules.Select(Read)], default);
        if (made)
        {
            Assert.Equal("{00000002-0000-0000-0000-000000000000}", (await work).Uuid);
        }
        else
        {
            Assert.Equal(ScheduleFailure.NotMade, (await Assert.ThrowsAsync<ScheduleException>(() => work)).Failure);
        }

        Assert.Equal(1, server.Posts);
    }

    [Fact]
    public async Task A_disabled_one_is_made_and_disabled()
    {
        using var api = new TestApi();
        var server = new ScheduleServer(api);
        Assert.False((await Create(api, false)).Enabled);
        Assert.False(server.Schedules.Single()["enabled"]!.GetValue<bool>());
    }

    [Fact]
    public async Task One_that_cannot_be_disabled_is_removed_again()
    {
        using var api = new TestApi();
        var server = new ScheduleServer(api);
        server.Fail(2, "refused");
        Assert.Equal(ScheduleFailure.NotDisabled, (await Assert.ThrowsAsync<ScheduleException>(() => Create(api, false))).Failure);
        Assert.Empty(server.Schedules);
    }

    [Fact]
    public async Task One_that_can_neither_be_disabled_nor_removed_is_named()
    {
        using var api = new TestApi();
        var server = new ScheduleServer(api);
        server.FailFrom(2, "refused");
        ScheduleException e = await Assert.ThrowsAsync<ScheduleException>(() => Create(api, false));
        Assert.Equal((ScheduleFailure.LeftEnabled, server.Schedules.Single()["uuid"]!.GetValue<string>()), (e.Failure, e.Uuid));
    }

    [Theory]
    [InlineData("PUT", "may be disabled, and no new one was created*Set-BbSchedule '{00000001-*' -Enabled $true -Repository team/app")]
    [InlineData("POST",
        "is disabled, and it is not known whether the new one was created*Set-BbSchedule '{00000001-*' -Enabled $true -Repository "
            + "team/app")]
    [InlineData("DELETE",
        "Schedule {00000002-*was created; schedule {00000001-*is disabled*Remove-BbSchedule '{00000001-*' -Repository team/app")]
    public async Task A_stop_in_the_middle_says_what_is_left_and_what_to_do(string hangs, string text)
    {
        using var api = new TestApi();
        using var stop = new CancellationTokenSource();
        api.Stub.On(hangs, ".*/schedules.*", async (_, _) =>
        {
            stop.Cancel();
            await new TaskCompletionSource().Task;
            return null!;
        });
        var server = new ScheduleServer(api);
        PipelineSchedule old = Read(server.Add("0 0 1 * * ? *", true));
        ScheduleStoppedException e = await Assert.ThrowsAsync<ScheduleStoppedException>(
            () => new ScheduleEditor(api.Client, TestApi.Repo).ReplaceAsync(old, Body(true), [old], stop.Token));
        Assert.Matches(string.Join(".*", text.Split('*').Select(System.Text.RegularExpressions.Regex.Escape)), e.Message);
        Assert.Contains("Check first: Get-BbSchedule -Repository team/app", e.Message);
    }

    private static Task<PipelineSchedule> Create(TestApi api, bool enabled) =>
        new ScheduleEditor(api.Client, TestApi.Repo).CreateAsync(Body(enabled), [], default);

    private static ScheduleBody Body(bool enabled) =>
        new() { Target = ScheduleBody.CreateTarget("main", null), Cron = New, Enabled = enabled };

    private static PipelineSchedule Read(System.Text.Json.Nodes.JsonObject json) => json.Deserialize(WireContext.Default.PipelineSchedule)!;
}
