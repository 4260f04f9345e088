using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Tests;

/// <summary>What bulk work says that it did, and what it would cost.</summary>
public sealed class RequestEstimateTests
{
    [Theory]
    [InlineData(18007, 1000, "About 18,007 requests; at 1,000 an hour they take about 18 hours.")]
    [InlineData(2522, 1000, "About 2,522 requests; at 1,000 an hour they take about 2.5 hours.")]
    [InlineData(1006, 1000, "About 1,006 requests; at 1,000 an hour they take about 1 hour.")]
    [InlineData(506, 1000, "About 506 requests; at 1,000 an hour they take about 30 minutes.")]
    [InlineData(506, 10000, "About 506 requests; at 10,000 an hour they take about 3 minutes.")]
    [InlineData(20, 1000, "About 20 requests; at 1,000 an hour they take about 1 minute.")]
    [InlineData(1, 1000, "About 1 request; at 1,000 an hour it takes less than a minute.")]
    public void The_cost_is_told_in_requests_and_in_time(long requests, int limit, string text) =>
        Assert.Equal(text, new RequestEstimate(requests, limit).ToString());

    [Fact]
    public void A_summary_counts_each_row_once()
    {
        var summary = new BulkSummary("variable", 3);
        summary.Add(
        [
            Row(ItemAction.Create, ItemResult.Succeeded), Row(ItemAction.Create, ItemResult.Succeeded),
            Row(ItemAction.Update, ItemResult.Succeeded), Row(ItemAction.Remove, ItemResult.Succeeded),
            Row(ItemAction.Unchanged, ItemResult.Succeeded), Row(ItemAction.Skipped, ItemResult.Skipped),
            Row(ItemAction.Remove, ItemResult.Skipped), Row(ItemAction.Skipped, ItemResult.Failed),
            Row(ItemAction.Create, ItemResult.Failed),
        ]);
        Assert.True(summary.IsUseful);
        Assert.Equal(
            "9 variables in 3 places: 2 created, 1 updated, 1 removed, 1 unchanged, 2 skipped, 2 failed.", summary.Text(isPlan: false));
    }

    [Fact]
    public void A_summary_of_a_plan_says_what_would_be_done()
    {
        var summary = new BulkSummary("known host", 1);
        summary.Add([Row(ItemAction.Create, ItemResult.Planned), Row(ItemAction.Skipped, ItemResult.Planned)]);
        Assert.Equal("2 known hosts: 1 to create, 1 to skip.", summary.Text(isPlan: true));
    }

    [Fact]
    public void One_item_in_one_place_needs_no_summary_and_nothing_neither()
    {
        var summary = new BulkSummary("variable", 1);
        Assert.False(summary.IsUseful);
        summary.Add([Row(ItemAction.Create, ItemResult.Succeeded)]);
        Assert.False(summary.IsUseful);
        Assert.False(new BulkSummary("variable", 5).IsUseful);
    }

    private static VariableResult Row(ItemAction action, string status) => new("A", VariableScope.OfTeam("t"), action, status, null);
}
