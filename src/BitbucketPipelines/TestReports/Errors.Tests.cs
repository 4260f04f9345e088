using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <content>The errors of test reports.</content>
internal static partial class Errors
{
    /// <summary>The maximum number of failed tests in the error of a run.</summary>
    private const int MaxTests = 5;

    private const int MaxTestNameLength = 100;
    private const int MaxReasonLength = 160;

    /// <summary>No test case has the name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="existing">The names of the test cases that were read.</param>
    public static ErrorDescription TestCaseNotFound(string name, IReadOnlyCollection<string> existing) => new(
        ErrorId.TestCaseNotFound, name, $"There is no test case '{name}'.",
        $"{Suggestion.Text(name, existing)} Wildcards are allowed, and names can include package and class.".TrimStart());

    /// <summary>No test case has the status, and Bitbucket does not use it either as far as is known.</summary>
    /// <param name="status">The value of -Status.</param>
    /// <param name="seen">The statuses of the test cases that were read.</param>
    public static ErrorDescription UnknownTestStatus(string status, IEnumerable<string> seen) => new(
        ErrorId.InvalidArgument, status, $"There is no test case with the status '{status}', and Bitbucket is not known to use it.",
        (status.IndexOfAny(['*', '?']) >= 0 ? "Wildcards are not allowed here. " : "")
            + Suggestion.Text(status, [.. TestCase.KnownStatuses, .. seen]));

    /// <summary>Describes failed tests: <c>3 of 120 tests failed: A (expected 1), B, C (and 2 more).</c></summary>
    private static string TestText(FailedTests tests)
    {
        string text = $"{tests.Failed} of {Counted.Of(tests.Total, "test")} failed";
        string[] names = [.. tests.Cases.Take(MaxTests).Select(NameAndReason)];
        long more = tests.Failed - names.Length;
        return names.Length == 0 ? text : $"{text}: {string.Join(", ", names)}{(more > 0 ? $" (and {more} more)" : "")}";
    }

    private static string NameAndReason(TestCase test)
    {
        string name = Truncate(LogSanitizer.OneLine(test.ToString()), MaxTestNameLength);
        string reason = (test.Reason ?? "").Split('\r', '\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "";
        return reason.Length == 0 ? name : $"{name} ({Truncate(reason.TrimEnd('.'), MaxReasonLength)})";
    }

    private static string Truncate(string text, int maxLength) => text.Length <= maxLength ? text : text.Remove(maxLength - 3) + "...";
}
