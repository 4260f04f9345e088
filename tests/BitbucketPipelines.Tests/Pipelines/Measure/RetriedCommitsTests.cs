using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

public class RetriedCommitsTests
{
    [Theory]
    [InlineData("F S", "1-2")]
    [InlineData("F F S", "1-3 2-3")]
    [InlineData("F S F S", "1-2 3-4")]
    [InlineData("E S", "1-2")]
    [InlineData("S F", "")]
    [InlineData("F F", "")]
    [InlineData("S S", "")]
    [InlineData("X S", "")]
    [InlineData("F R", "")]
    public void A_commit_counts_when_its_pipeline_failed_and_then_succeeded(string results, string expected)
    {
        var commits = new RetriedCommits(TestApi.Repo);
        int number = results.Split(' ').Length;
        // The list has the newest first.
        foreach (string result in results.Split(' ').Reverse())
        {
            commits.Add(Run(number--, result));
        }

        Assert.Equal(
            expected,
            string.Join(" ", commits.Find().SelectMany(c => c.Pairs).Select(p => $"{p.Failed.BuildNumber}-{p.Good.BuildNumber}")));
    }

    [Fact]
    public void Another_commit_and_another_pipeline_are_something_else()
    {
        var commits = new RetriedCommits(TestApi.Repo);
        commits.Add(Run(1, "F"));
        commits.Add(Run(2, "S", commit: "b"));
        commits.Add(Run(3, "S", custom: "nightly"));
        Assert.Empty(commits.Find());
    }

    private static Pipeline Run(long number, string result, string commit = "a", string? custom = null) => new()
    {
        BuildNumber = number,
        StateDetail = new NamedState
        {
            Name = result == "R" ? "IN_PROGRESS" : "COMPLETED",
            Result = result == "R" ? null : new NamedState
            {
                Name = result switch { "F" => "FAILED", "E" => "ERROR", "X" => "STOPPED", _ => "SUCCESSFUL" },
            },
        },
        Target = new PipelineTarget
        {
            Commit = new Commit { Hash = commit },
            Selector = custom is null ? PipelineSelector.Default() : PipelineSelector.Custom(custom),
        },
    };
}
