using System.Globalization;
using System.Xml.Linq;

namespace BitbucketPipelines.Api.Reports;

/// <summary>Reads JUnit XML. There is no schema that all test runners keep to, so only what is needed is looked at.</summary>
internal static class JUnitReader
{
    public static FindingSet Read(XElement root)
    {
        XElement[] cases = [.. root.DescendantsAndSelf().Where(e => e.Name.LocalName == "testcase")];
        var findings = new List<Finding>();
        long skipped = 0;
        foreach (XElement test in cases)
        {
            XElement[] failures = [.. test.Elements().Where(e => e.Name.LocalName is "failure" or "error")];
            if (failures.Length == 0)
            {
                skipped += test.Elements().Any(e => e.Name.LocalName is "skipped" or "disabled") ? 1 : 0;
            }

            findings.AddRange(failures.Select(failure => ToFinding(test, failure)));
        }

        // A suite can fail before it has a test: some runners put the error there.
        findings.AddRange(root.DescendantsAndSelf().Where(e => e.Name.LocalName == "testsuite")
            .SelectMany(suite => suite.Elements().Where(e => e.Name.LocalName == "error").Select(error => ToFinding(suite, error))));
        return new FindingSet { Findings = findings, IsTests = true, Tests = cases.Length, SkippedTests = skipped };
    }

    private static Finding ToFinding(XElement test, XElement failure)
    {
        string text = failure.Value.Trim();
        string name = Attribute(test, "name") ?? "(no name)";
        string? owner = Attribute(test, "classname");
        // Some runners, such as Pester, write the file there.
        string? file = owner?.LastIndexOfAny(['/', '\\']) is >= 0 and int end
            && owner.IndexOf('.', Math.Min(end + 2, owner.Length)) > 0 ? owner : null;
        owner = file is null ? owner : null;
        string title = owner is null || name.StartsWith(owner, StringComparison.Ordinal) ? name : $"{owner}.{name}";
        string? message = Attribute(failure, "message") ?? FirstLine(text) ?? Attribute(failure, "type");
        return new Finding($"{name}: {message ?? "failed"}", FindingSeverity.High, FindingKind.Bug)
        {
            Rule = title,
            Path = Attribute(test, "file") ?? Attribute(test, "filepath")
                ?? test.Ancestors().Select(a => Attribute(a, "file") ?? Attribute(a, "filepath")).FirstOrDefault(f => f is not null)
                ?? file,
            Line = Line(Attribute(test, "line") ?? Attribute(test, "lineno")),
            Details = text.Length > 0 ? text : null,
        };
    }

    internal static int? Line(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int line) && line > 0 ? line : null;

    internal static string? FirstLine(string text) =>
        text.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Length > 0);

    internal static string? Attribute(XElement element, string name) =>
        element.Attribute(name)?.Value.Trim() is { Length: > 0 } value ? value : null;
}
