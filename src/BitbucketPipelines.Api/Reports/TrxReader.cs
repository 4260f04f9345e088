using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace BitbucketPipelines.Api.Reports;

/// <summary>Reads the test results of Visual Studio and dotnet test (.trx).</summary>
internal static class TrxReader
{
    /// <summary>The end of a line of a .NET stack trace: the file and the line.</summary>
    private static readonly Regex s_frame = new(@" in (?<file>[^\r\n]+?):(?:line )?(?<line>\d+)\s*$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    public static FindingSet Read(XElement root)
    {
        Dictionary<string, string> classes = [];
        foreach (XElement test in All(root, "UnitTest"))
        {
            if (JUnitReader.Attribute(test, "id") is { } id
                && test.Elements().FirstOrDefault(e => e.Name.LocalName == "TestMethod") is { } method
                && JUnitReader.Attribute(method, "className") is { } name)
            {
                classes[id] = name.Split(',')[0];
            }
        }

        // The results of data rows are inside that of their test, which fails with them.
        XElement[] results = [.. All(root, "UnitTestResult").Where(r => !All(r, "UnitTestResult").Any())];
        var findings = new List<Finding>();
        long skipped = 0;
        foreach (XElement result in results)
        {
            string outcome = JUnitReader.Attribute(result, "outcome") ?? "";
            bool isFailed = outcome is "Failed" or "Error" or "Timeout" or "Aborted" or "Disconnected";
            skipped += outcome is "NotExecuted" or "Inconclusive" or "NotRunnable" or "Pending" ? 1 : 0;
            if (isFailed)
            {
                findings.Add(ToFinding(result, outcome, classes));
            }
        }

        // The run itself can fail, for example when the process of the tests dies.
        findings.AddRange(All(root, "RunInfo").Where(i => JUnitReader.Attribute(i, "outcome") is "Error" or "Failed")
            .Select(info => info.Value.Trim()).Where(text => text.Length > 0)
            .Select(text => new Finding(JUnitReader.FirstLine(text)!, FindingSeverity.High, FindingKind.Bug)
            {
                Rule = "Test run",
                Details = text,
            }));
        return new FindingSet { Findings = findings, IsTests = true, Tests = results.Length, SkippedTests = skipped };
    }

    private static Finding ToFinding(XElement result, string outcome, Dictionary<string, string> classes)
    {
        string name = JUnitReader.Attribute(result, "testName") ?? "(no name)";
        string? owner = JUnitReader.Attribute(result, "testId") is { } id && classes.TryGetValue(id, out string? found) ? found : null;
        string message = All(result, "Message").FirstOrDefault()?.Value.Trim() ?? "";
        string stack = All(result, "StackTrace").FirstOrDefault()?.Value.TrimEnd() ?? "";
        Match frame = stack.Length is > 0 and < 100_000 ? s_frame.Match(stack) : Match.Empty;
        string text = $"{message}\n{stack}".Trim();
        return new Finding(
            $"{name}: {JUnitReader.FirstLine(message) ?? outcome}", FindingSeverity.High, FindingKind.Bug)
        {
            Rule = owner is null || name.StartsWith(owner, StringComparison.Ordinal) ? name : $"{owner}.{name}",
            Path = frame.Success ? frame.Groups["file"].Value : null,
            Line = frame.Success && int.TryParse(
                frame.Groups["line"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int line) && line > 0 ? line : null,
            Details = text.Length > 0 ? text : null,
        };
    }

    private static IEnumerable<XElement> All(XElement element, string name) =>
        element.Descendants().Where(e => e.Name.LocalName == name);
}
