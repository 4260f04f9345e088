using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines.Tests.Settings;

public sealed class ScheduleEditTests
{
    private static PipelineSchedule Nightly(bool enabled = true, string? custom = "nightly") => new()
    {
        Uuid = "{1}",
        Enabled = enabled,
        Cron = "0 0 2 * * ? *",
        Target = ScheduleBody.CreateTarget("trunk", custom),
    };

    [Fact]
    public void What_is_as_wanted_is_left_alone()
    {
        var edit = new ScheduleEdit { Enabled = true, Cron = "0 0 2 ? * * *", Branch = "trunk", Custom = "nightly" };
        Assert.Equal(ScheduleAction.Unchanged, SchedulePlan.Make(Nightly(), edit).Action);
        Assert.Equal(ScheduleAction.Unchanged, SchedulePlan.Make(Nightly(custom: null), new ScheduleEdit { NoCustom = true }).Action);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Nothing_but_the_state_is_set_in_place(bool before, bool after)
    {
        PlannedSchedule plan = SchedulePlan.Make(Nightly(before), new ScheduleEdit { Enabled = after });
        Assert.Equal((ScheduleAction.SetState, after), (plan.Action, plan.Body.Enabled));
    }

    [Theory]
    [InlineData("0 30 3 * * ? *", null, null, false)]
    [InlineData(null, "main", null, false)]
    [InlineData(null, null, "deploy", false)]
    [InlineData(null, null, null, true)]
    public void Anything_else_takes_a_new_one_that_keeps_the_rest(string? cron, string? branch, string? custom, bool noCustom)
    {
        PlannedSchedule plan = SchedulePlan.Make(
            Nightly(enabled: false), new ScheduleEdit { Cron = cron, Branch = branch, Custom = custom, NoCustom = noCustom });
        Assert.Equal(ScheduleAction.Replace, plan.Action);
        Assert.False(plan.Body.Enabled);
        Assert.Equal(cron ?? "0 0 2 * * ? *", plan.Body.Cron);
        Assert.Equal(branch ?? "trunk", plan.Body.Target.RefName);
        Assert.Equal(noCustom ? "branches" : "custom", plan.Body.Target.Selector!.Type);
        Assert.Equal(noCustom ? "trunk" : custom ?? "nightly", plan.Body.Target.Selector.Pattern);
        Assert.Equal("disabled", plan.Body.DescribeState());
    }

    [Fact]
    public void A_target_that_is_no_custom_pipeline_stays_as_it_is_when_the_pattern_changes()
    {
        PipelineSchedule schedule = Nightly();
        schedule.Target = new PipelineTarget
        {
            Type = PipelineTarget.RefType,
            RefKind = "branch",
            RefName = "trunk",
            Selector = new PipelineSelector { Type = "default", Pattern = null },
        };
        Assert.Equal("default", SchedulePlan.Make(schedule, new ScheduleEdit { Cron = "0 30 3 * * ? *" }).Body.Target.Selector!.Type);
    }
}
