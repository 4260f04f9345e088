using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests.Settings;

public sealed class CacheRemovalPlanTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);
    private static readonly CacheFilter s_all = new(null, null, s_now);
    private readonly CacheRemovalPlan _plan = new();

    private static Cache Version(string name, string uuid, int days = 1, long? size = 10) =>
        new() { Name = name, Uuid = uuid, CreatedOn = s_now.AddDays(-days), Size = size };

    [Fact]
    public void All_versions_of_a_name_go_with_one_request_and_names_that_differ_in_case_with_one_each()
    {
        IReadOnlyList<CacheRemoval> removals = _plan.ByName(
            "node", [Version("node", "{1}"), Version("Node", "{2}"), Version("node", "{3}")], s_all);
        Assert.Equal(["node", "Node"], removals.Select(r => r.Name));
        Assert.Equal(["all 2 versions", "its only version"], removals.Select(r => r.Versions));
        Assert.Equal([20, 10], removals.Select(r => r.Size));
    }

    [Fact]
    public void What_a_pattern_means_goes_with_one_request_for_each_name_and_a_single_version_by_its_uuid()
    {
        IReadOnlyList<CacheRemoval> removals = _plan.ByName(
            "*", [Version("node", "{1}"), Version("pip", "{2}"), Version("node", "{3}")], s_all);
        Assert.Equal(["node", null], removals.Select(r => r.Name));
        Assert.Equal(["all 2 versions", "version {2}"], removals.Select(r => r.Versions));
    }

    [Fact]
    public void With_a_filter_only_what_has_the_age_and_the_size_goes_and_what_tells_neither_stays()
    {
        Cache[] found =
        [
            Version("node", "{1}", 40, 100), Version("node", "{2}", 1, 100),
            Version("node", "{3}", 40, 5), Version("node", "{4}", 40, null),
        ];
        CacheRemoval removal = Assert.Single(_plan.ByName("node", found, new CacheFilter(TimeSpan.FromDays(30), 50, s_now)));
        Assert.Equal("version {1}", removal.Versions);
        Assert.Null(removal.Name);
    }

    [Fact]
    public void What_is_meant_twice_goes_once()
    {
        Cache[] found = [Version("node", "{a}"), Version("node", "{b}")];
        Assert.Single(_plan.Each([Version("node", "{A}")], s_all));
        Assert.Equal("{b}", Assert.Single(Assert.Single(_plan.ByName("node", found, s_all)).Caches).Uuid);
        Assert.Empty(_plan.ByName("node", found, s_all));
        Assert.Empty(_plan.Each(found, s_all));
    }
}
