using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Reports;

namespace BitbucketPipelines.Tests.Reports;

/// <summary>What is sent for findings: ids, order, lengths and the result.</summary>
public sealed class ReportPlanTests
{
    private static readonly RepositoryPaths s_paths = new(["/repo"], null, _ => false);

    [Fact]
    public void The_most_severe_thousand_are_kept_whatever_the_order()
    {
        Finding[] findings =
            [.. Enumerable.Range(0, 5000).Select(i => Make($"m{i}", (FindingSeverity)(i % 4)) with { Path = "a", Line = i + 1 })];
        ReportPlan plan = Plan(findings);
        Assert.Equal((5000, 1000), (plan.Total, plan.Annotations.Length));
        Assert.All(plan.Annotations, a => Assert.Equal("CRITICAL", a.Severity));
        Assert.Contains("1,000 most severe of 5,000", plan.Body.Details, StringComparison.Ordinal);
        Assert.Equal(plan.Annotations.Select(a => a.ExternalId), Plan([.. findings.Reverse()]).Annotations.Select(a => a.ExternalId));
    }

    [Fact]
    public void Findings_that_are_the_same_have_ids_of_their_own_and_keep_them()
    {
        Finding same = Make("m", FindingSeverity.Low) with { Path = "a", Line = 1, Rule = "R" };
        ReportAnnotation[] two = Plan(same, same).Annotations;
        Assert.NotEqual(two[0].ExternalId, two[1].ExternalId);
        Assert.Equal(two[0].ExternalId, Plan(same).Annotations[0].ExternalId);
        string[] others =
        [
            .. new[] { same with { Line = 2 }, same with { Path = "b" }, same with { Rule = "S" }, same with { Message = "n" } }
                .Select(f => Plan(f).Annotations[0].ExternalId),
        ];
        Assert.Equal(5, others.Append(two[0].ExternalId).Distinct().Count());
    }

    [Theory]
    [InlineData(null, "PASSED")]
    [InlineData(FindingSeverity.Low, "FAILED")]
    [InlineData(FindingSeverity.Medium, "FAILED")]
    [InlineData(FindingSeverity.High, "PASSED")]
    internal void The_result_is_that_of_the_severity(FindingSeverity? failOn, string expected) => Assert.Equal(
        expected, new ReportPlan("i", "t", [Set(Make("m", FindingSeverity.Medium))], failOn, s_paths).Body.Result);

    [Fact]
    public void Without_findings_the_report_has_details_and_passes_unless_the_tool_failed()
    {
        ReportPlan plan = Plan();
        Assert.Equal(("PASSED", "No findings.", 0), (plan.Body.Result, plan.Body.Details, plan.Annotations.Length));
        Assert.Equal("FAILED", new ReportPlan("i", "t", [Set() with { IsIncomplete = true }], null, s_paths).Body.Result);
    }

    [Fact]
    public void Texts_are_cut_at_words_and_hostile_ones_are_cleaned()
    {
        string lines = string.Join("\n", Enumerable.Repeat("some words", 1000));
        ReportAnnotation one = Plan(
            Make($"\u001b[31mred\u001b[0m \0 {lines}", FindingSeverity.Low) with { Details = lines, Rule = new string('x', 900) })
            .Annotations[0];
        Assert.StartsWith("red some words", one.Summary, StringComparison.Ordinal);
        Assert.Matches(" (some|words)\u2026$", one.Summary);
        Assert.InRange(one.Summary.Length, 400, 450);
        Assert.InRange(one.Details!.Length, 1900, 2000);
        Assert.InRange(one.Title!.Length, 1, 200);
        Assert.Equal("a\uFFFD b", Plan(Make("a\ud800\u202e b", FindingSeverity.Low)).Annotations[0].Summary);
        Assert.Equal("(no message)", Plan(Make("\u001b[2J \u0007", FindingSeverity.Low)).Annotations[0].Summary);
    }

    [Fact]
    public void A_file_outside_of_the_repository_is_named_in_the_details()
    {
        ReportAnnotation one = Plan(Make("m", FindingSeverity.Low) with { Path = "/usr/include/x.h", Line = 3 }).Annotations[0];
        Assert.Equal((null, null), (one.Path, one.Line));
        Assert.StartsWith("File: /usr/include/x.h, line 3", one.Details, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.com/rule", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("rule", false)]
    public void Only_links_to_pages_are_kept(string link, bool kept) =>
        Assert.Equal(kept ? link : null, Plan(Make("m", FindingSeverity.Low) with { Link = link }).Annotations[0].Link);

    [Fact]
    public void The_id_is_that_of_the_title()
    {
        Assert.Equal(ReportPlan.IdOf("Code analysis"), ReportPlan.IdOf(" Code analysis "));
        string[] ids = [.. new[] { "A b", "a b", "a-b", "\u00e4", "\u00f6", "", new string('x', 900) }.Select(ReportPlan.IdOf)];
        Assert.Equal(7, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^bb-?[a-z0-9-]{8,60}$", id));
    }

    private static Finding Make(string message, FindingSeverity severity) => new(message, severity, FindingKind.CodeSmell);

    private static FindingSet Set(params Finding[] findings) => new() { Findings = findings };

    private static ReportPlan Plan(params Finding[] findings) => new("i", "t", [Set(findings)], FindingSeverity.High, s_paths);
}
