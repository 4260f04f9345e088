using BitbucketPipelines.Api.Settings;

namespace BitbucketPipelines.Tests;

public sealed class SettingDifferenceTests
{
    private static readonly RepositorySettings s_none = new("acme", "left");

    [Fact]
    public void Names_of_environments_and_hosts_ignore_case()
    {
        RepositorySettings left = s_none with { Environments = [new EnvironmentSettings("Live", "Production", true, null)] };
        RepositorySettings right = s_none with { Environments = [new EnvironmentSettings("LIVE", "Production", false, null)] };
        SettingDifference row = Assert.Single(SettingDifference.Between(left, right));
        Assert.Equal(("Different", "Production, administrators only", "Production"), (row.Difference, row.Left, row.Right));
    }

    [Fact]
    public void Two_schedules_that_are_equal_are_paired_one_by_one()
    {
        var schedule = new ScheduleSettings("main", null, "0 0 2 * * ? *", true);
        RepositorySettings left = s_none with { Schedules = [schedule, schedule] };
        RepositorySettings right = s_none with { Schedules = [schedule with { Enabled = false }, schedule] };
        Assert.Equal(["Different", "Equal"], Words(left, right));
        Assert.Equal(["Equal", "LeftOnly"], Words(left, s_none with { Schedules = [schedule] }));
    }

    private static IEnumerable<string> Words(RepositorySettings left, RepositorySettings right) =>
        SettingDifference.Between(left, right).Select(d => d.Difference).Order(StringComparer.Ordinal);

    [Fact]
    public void A_part_that_one_side_does_not_know_is_not_compared() =>
        Assert.Empty(SettingDifference.Between(s_none with { Enabled = true, Schedules = [], NextBuildNumber = 3 }, s_none));

    [Fact]
    public void Only_kinds_that_are_wanted_stay()
    {
        RepositorySettings all = s_none with
        {
            Enabled = true, Variables = [], KnownHosts = [], Schedules = [], NextBuildNumber = 2, PublicKey = "k",
            Environments = [new EnvironmentSettings("a", "Test", null, [])],
        };
        Assert.Equal(s_none with { Enabled = true }, all.Only([SettingKind.Configuration]));
        Assert.Null(Assert.Single(all.Only([SettingKind.Environment]).Environments!).Variables);
        Assert.NotNull(Assert.Single(all.Only([SettingKind.Variable]).Environments!).Variables);
        Assert.Null(all.Only([SettingKind.KnownHost]).Environments);
    }
}
