using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <content>Of test reports.</content>
internal static partial class ErrorRecords
{
    /// <summary>Failed tests that the error of a run names.</summary>
    private const int MostTests = 5;

    private const int LongestTestName = 100;
    private const int LongestReason = 160;

    public static ErrorDescription TestCaseNotFound(string wanted) => new(
        ErrorId.TestCaseNotFound, wanted, $"There is no test case '{wanted}'.",
        "Get-BbTestCase lists the test cases of a run. Names take wildcards, and may be given with package and class.");

    /// <summary>3 of 120 tests failed: A (expected 1), B, C (and 2 more).</summary>
    private static string TestText(FailedTests tests)
    {
        string text = $"{tests.Failed} of {tests.Total} tests failed";
        string[] names = [.. tests.Cases.Take(MostTests).Select(NameAndReason)];
        long more = tests.Failed - names.Length;
        return names.Length == 0 ? text + "." : $"{text}: {string.Join(", ", names)}{(more > 0 ? $" (and {more} more)" : "")}.";
    }

    private static string NameAndReason(TestCase test)
    {
        string name = Cut(LogSanitizer.OneLine(test.ToString()), LongestTestName);
        string reason = (test.Reason ?? "").Split('\r', '\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "";
        return reason.Length == 0 ? name : $"{name} ({Cut(reason.TrimEnd('.'), LongestReason)})";
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text.Remove(longest - 3) + "...";
}
