using System.Text;
using BitbucketPipelines.Api.Reports;

namespace BitbucketPipelines.Tests.Reports;

/// <summary>SARIF: what is read of it, and what is refused.</summary>
public sealed class SarifReaderTests
{
    [Theory]
    [InlineData("\"level\":\"error\"", "", "High", "Bug")]
    [InlineData("\"level\":\"warning\"", "", "Medium", "CodeSmell")]
    [InlineData("\"level\":\"note\"", "", "Low", "CodeSmell")]
    [InlineData("\"level\":\"none\"", "", "Low", "CodeSmell")]
    [InlineData("\"level\":null", "", "Medium", "CodeSmell")]
    [InlineData("\"kind\":\"informational\"", "", "Low", "CodeSmell")]
    [InlineData("\"ruleIndex\":-1", "", "Medium", "CodeSmell")]
    [InlineData("\"ruleIndex\":0", "\"defaultConfiguration\":{\"level\":\"error\"}", "High", "Bug")]
    [InlineData("\"ruleIndex\":0", "\"properties\":{\"security-severity\":\"9.0\"}", "Critical", "Vulnerability")]
    [InlineData("\"ruleIndex\":0", "\"properties\":{\"security-severity\":7}", "High", "Vulnerability")]
    [InlineData("\"ruleIndex\":0", "\"properties\":{\"security-severity\":\"6.9\"}", "Medium", "Vulnerability")]
    [InlineData("\"ruleIndex\":0", "\"properties\":{\"security-severity\":\"high\"}", "Medium", "CodeSmell")]
    [InlineData("\"ruleIndex\":0", "\"properties\":{\"tags\":[\"Security\"]}", "Medium", "Vulnerability")]
    public void A_level_and_a_score_give_the_severity_and_the_kind(string result, string rule, string severity, string kind)
    {
        rule = rule.Length == 0 ? "" : "," + rule;
        Finding finding = Assert.Single(Read(
            $$$"""{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T","rules":[{"id":"R"{{{rule}}}}]}},"results":[{"message":{"text":"m"},{{{result}}}}]}]}""")
            .Findings);
        Assert.Equal((severity, kind), (finding.Severity.ToString(), finding.Kind.ToString()));
    }

    [Theory]
    [InlineData("{\"uri\":\"src/a%20b.c\"}", "src/a b.c")]
    [InlineData("{\"uri\":\"a.c\",\"uriBaseId\":\"ROOT\"}", "file:///repo/a.c")]
    [InlineData("{\"uri\":\"a.c\",\"uriBaseId\":\"SRC\"}", "file:///repo/src/a.c")]
    [InlineData("{\"uri\":\"a.c\",\"uriBaseId\":\"LOOP\"}", "x/x/x/x/x/x/x/x/x/x/a.c")]
    [InlineData("{\"uri\":\"a.c\",\"uriBaseId\":\"UNKNOWN\"}", "a.c")]
    [InlineData("{\"uri\":\"file:///repo/a.c\",\"uriBaseId\":\"SRC\"}", "file:///repo/a.c")]
    [InlineData("{\"index\":0}", "listed.c")]
    [InlineData("{\"index\":7}", null)]
    [InlineData("{}", null)]
    public void A_location_is_resolved_by_its_base(string location, string? path)
    {
        string text = """
            {"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T"}},"artifacts":[{"location":{"uri":"listed.c"}}],
             "originalUriBaseIds":{"ROOT":{"uri":"file:///repo/"},"SRC":{"uri":"src/","uriBaseId":"ROOT"},"LOOP":{"uri":"x/","uriBaseId":"LOOP"}},
             "results":[{"message":{"text":"m"},"locations":[{"physicalLocation":{"artifactLocation":LOCATION,"region":{"startLine":4}}}]}]}]}
            """;
        Finding finding = Assert.Single(Read(text.Replace("LOCATION", location, StringComparison.Ordinal)).Findings);
        Assert.Equal((path, 4), (finding.Path, finding.Line));
    }

    [Fact]
    public void Results_that_are_no_findings_are_left_out_and_suppressed_ones_are_counted()
    {
        FindingSet set = Read("""
            {"version":"2.1.0","runs":[{"tool":{"driver":{"name":"A"}},"results":[
              {"kind":"pass","message":{"text":"1"}},{"kind":"notApplicable","message":{"text":"2"}},{"baselineState":"absent","message":{"text":"3"}},
              {"suppressions":[{"kind":"inSource"}],"message":{"text":"4"}},{"suppressions":[{"status":"rejected"}],"message":{"text":"5"}},
              {"suppressions":[],"message":{"text":"6"}}]},
             {"tool":{"driver":{"name":"B"}}},{"tool":{"driver":{"name":"A"}},"results":null}]}
            """);
        Assert.Equal(["5", "6"], set.Findings.Select(f => f.Message));
        Assert.Equal((1, "A, B", false), (set.Suppressed, set.Tool, set.IsIncomplete));
    }

    [Fact]
    public void A_message_can_be_an_id_with_arguments()
    {
        Finding finding = Assert.Single(Read("""
            {"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T","rules":[{"id":"R","messageStrings":{"default":{"text":"{0} is {1} {9}"}}}]}},
             "results":[{"ruleId":"R/1","message":{"id":"default","arguments":["x","bad"]}}]}]}
            """).Findings);
        Assert.Equal(("x is bad {9}", "R/1"), (finding.Message, finding.Rule));
    }

    [Fact]
    public void A_tool_that_failed_leaves_an_incomplete_set() => Assert.True(Read(
        """{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T"}},"invocations":[{"executionSuccessful":false}],"results":[]}]}""").IsIncomplete);

    [Fact]
    public void Runs_can_be_empty() => Assert.Empty(Read("""{"version":"2.1.0","runs":[]}""").Findings);

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("  \n", "it is empty")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{}", "no \"runs\"")]
    [InlineData("[]", "neither SARIF")]
    [InlineData("text", "neither SARIF")]
    [InlineData("{\"runs\":[]}", "no \"version\"")]
    [InlineData("{\"version\":2.1,\"runs\":[]}", "version must be a text, and is the number 2.1")]
    [InlineData("{\"version\":\"1.0.0\",\"runs\":[]}", "SARIF 1.0.0")]
    [InlineData("{\"version\":\"2.1.0\",\"runs\":{}}", "runs must be a list, and is an object")]
    [InlineData("{\"version\":\"2.1.0\",\"runs\":null}", "runs must be a list, and is null")]
    [InlineData("{\"version\":\"2.1.0\",\"runs\":[1]}", "runs[0] must be an object, and is the number 1")]
    [InlineData("{\"version\":\"2.1.0\",\"runs\":[{\"results\":\"x\"}]}", "runs[0].results must be a list, and is a text")]
    [InlineData("{\"version\":\"2.1.0\",\"runs\":[{\"results\":[{\"message\":\"x\"}]}]}", "runs[0].results[0].message must be an object")]
    [InlineData("{\"version\":\"2.1.0\",\"runs\":[{\"results\":[{\"ruleId\":[]}]}]}", "results[0].ruleId must be a text, and is a list")]
    [InlineData("{\"version\":\"2.1.0\",\"runs\":[{\"results\":[{\"message\":{\"text\":\"\\ud800\"}}]}]}", "not valid Unicode")]
    [InlineData("""{"version":"2.1.0","runs":[{"results":[{"locations":[{"physicalLocation":{"region":{"startLine":1.5}}}]}]}]}""", "startLine must be a whole number")]
    public void What_is_not_SARIF_is_refused_and_said_where(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FindingFileException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_refused_and_not_followed()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"runs\":", 10_000)) + "1" + new string('}', 10_000);
        Assert.Contains("not valid JSON", Assert.Throws<FindingFileException>(() => Read(deep)).Message, StringComparison.Ordinal);
    }

    private static FindingSet Read(string text) => FindingFiles.Read(Encoding.UTF8.GetBytes(text), null);
}
