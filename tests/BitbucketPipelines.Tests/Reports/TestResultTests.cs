using System.Text;
using BitbucketPipelines.Api.Reports;

namespace BitbucketPipelines.Tests.Reports;

/// <summary>JUnit XML and TRX: what is read of them, and what is refused.</summary>
public sealed class TestResultTests
{
    private const string Trx = """
        <?xml version="1.0" encoding="utf-8"?>
        <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
          <UnitTestResult testId="1" testName="Adds" outcome="Passed"/><UnitTestResult testId="3" testName="Later" outcome="NotExecuted"/>
          <UnitTestResult testId="2" testName="Subs" outcome="Failed"><Output><ErrorInfo><Message>expected 1
        but was 2</Message><StackTrace>   at Lib.Check()
           at N.C.Subs() in C:\agent\s\tests\C.cs:line 14</StackTrace></ErrorInfo></Output></UnitTestResult>
        </Results><TestDefinitions><UnitTest id="2" name="Subs"><TestMethod className="N.C, N" name="Subs"/></UnitTest></TestDefinitions>
        <ResultSummary outcome="Failed"><RunInfos>
          <RunInfo outcome="Error"><Text>The process of the tests died.</Text></RunInfo></RunInfos></ResultSummary>
        </TestRun>
        """;

    [Fact]
    public void Failures_and_errors_of_JUnit_are_findings()
    {
        FindingSet set = Read("""
            <testsuites><testsuite name="s" file="src/s.test.js"><testcase name="a" classname="C"/>
             <testcase name="b" classname="C" line="7"><failure message="expected 1">stack
            line</failure></testcase><testcase name="C.c" classname="C"><error>boom
            more</error></testcase><testcase name="d"><skipped/></testcase></testsuite></testsuites>
            """);
        Assert.Equal(["b: expected 1", "C.c: boom"], set.Findings.Select(f => f.Message));
        Assert.Equal(["C.b", "C.c"], set.Findings.Select(f => f.Rule));
        Assert.All(set.Findings, f => Assert.Equal(
            ("src/s.test.js", FindingSeverity.High, FindingKind.Bug), (f.Path, f.Severity, f.Kind)));
        Assert.Equal((7, null), (set.Findings[0].Line, set.Findings[1].Line));
        Assert.Equal((4, 1, true), (set.Tests, set.SkippedTests, set.IsTests));
    }

    [Theory]
    [InlineData("/src/x.Tests.ps1", "/src/x.Tests.ps1", "Calc.adds")]
    [InlineData(@"C:\a\x.Tests.ps1", @"C:\a\x.Tests.ps1", "Calc.adds")]
    [InlineData("github.com/acme/app", null, "github.com/acme/app.Calc.adds")]
    [InlineData("acme.App", null, "acme.App.Calc.adds")]
    [InlineData("/", null, "/.Calc.adds")]
    public void The_class_of_JUnit_can_be_the_file(string owner, string? path, string rule)
    {
        Finding finding = Assert.Single(Read(
            $"<testsuite><testcase name=\"Calc.adds\" classname=\"{owner}\"><failure/></testcase></testsuite>").Findings);
        Assert.Equal((path, rule), (finding.Path, finding.Rule));
    }

    [Fact]
    public void A_suite_alone_and_control_characters_are_read()
    {
        Finding finding = Assert.Single(
            Read("<testsuite><testcase name=\"\"><failure>&#x1b;[31mred</failure></testcase></testsuite>").Findings);
        Assert.StartsWith("(no name): ", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Failed_results_of_TRX_are_findings_and_a_failed_run_too()
    {
        FindingSet set = Read(Trx);
        Assert.Equal(["Subs: expected 1", "The process of the tests died."], set.Findings.Select(f => f.Message));
        Assert.Equal(
            ("N.C.Subs", @"C:\agent\s\tests\C.cs", 14), (set.Findings[0].Rule, set.Findings[0].Path, set.Findings[0].Line));
        Assert.Equal((3, 1), (set.Tests, set.SkippedTests));
    }

    [Theory]
    [InlineData("<testsuites>", "well-formed")]
    [InlineData("<html/>", "root element is <html>")]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><testsuites>&x;</testsuites>", "document type")]
    [InlineData("<!DOCTYPE a [<!ENTITY x \"y\">]><testsuites>&x;</testsuites>", "document type")]
    public void What_is_neither_is_refused(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FindingFileException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_refused()
    {
        string deep = string.Concat(Enumerable.Repeat("<testsuite>", 5000)) + string.Concat(Enumerable.Repeat("</testsuite>", 5000));
        Assert.Contains("200 levels", Assert.Throws<FindingFileException>(() => Read(deep)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FindingFormat.Sarif, "it is not SARIF")]
    [InlineData(FindingFormat.Trx, "it is JUnit XML, not TRX")]
    public void The_wanted_format_must_be_that_of_the_file(FindingFormat format, string expected) => Assert.Contains(
        expected,
        Assert.Throws<FindingFileException>(() => FindingFiles.Read(Encoding.UTF8.GetBytes("<testsuites/>"), format)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void UTF_16_with_a_byte_order_mark_is_read() => Assert.True(FindingFiles.Read(
        [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("<testsuites/>")], null).IsTests);

    private static FindingSet Read(string text) => FindingFiles.Read(Encoding.UTF8.GetBytes(text), null);
}
