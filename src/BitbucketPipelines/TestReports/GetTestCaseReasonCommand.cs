using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the failure reasons and the output of test cases.</summary>
/// <remarks>
/// <para>Without a run, reads the newest run. By default only of test cases that failed or ended with an error. Each test case needs one
/// request.</para>
/// <para>Bitbucket does not document the fields of a reason. Text contains all of them as one string. Message, StackTrace and Output are
/// set if there are such fields, and GetRaw() returns all fields unchanged.</para>
/// </remarks>
/// <example>
/// <code>Get-BbTestCaseReason 42</code>
/// <para>Gets the reasons of the failed tests of run 42.</para>
/// </example>
/// <example>
/// <code>Get-BbTestCase 42 -Name '*Login*' | Get-BbTestCaseReason | Select-Object Name, Text</code>
/// <para>Gets the reasons and the output of some tests, whether failed or not.</para>
/// </example>
/// <example>
/// <code>Get-BbTestCaseReason 42 -Step Test -TestCase 'adds numbers'</code>
/// <para>Gets the reasons of one test.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbTestCaseReason", SupportsPaging = true)]
[OutputType(typeof(TestCaseReason))]
public sealed class GetTestCaseReasonCommand : TestCaseCmdlet
{
    private PagingWindow? _window;

    /// <summary>
    /// The test cases: a uuid, or a name with or without package and class. Wildcards are allowed. The default is all failed test cases.
    /// </summary>
    [Parameter(Position = 2)]
    [Alias("TestCaseUuid")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TestCaseCompleter))]
    public string[]? TestCase { get; set; }

    /// <inheritdoc/>
    private protected override string[]? Names => TestCase;

    /// <inheritdoc/>
    private protected override void ProcessSteps(IReadOnlyList<IStepItem> steps)
    {
        _window = null;
        foreach (IStepItem step in steps)
        {
            if (step is TestCase test)
            {
                WriteReasons([test]);
                continue;
            }

            var found = new List<TestCase>();
            ReadCases(step, page =>
            {
                found.AddRange(page);
                return true;
            });
            WriteReasons([.. found.Where(c => IsNamed(c) && (c.IsFailed || (TestCase is not null && !Failed)))]);
        }
    }

    private void WriteReasons(IReadOnlyList<TestCase> tests)
    {
        BitbucketClient client = Client;
        PagingWindow window = _window ??= NewPagingWindow();
        ReadForEach<TestCase, IReadOnlyList<TestCaseReason>>(
            tests, test => test.Uuid ?? "", async (test, token) => await StepTests.ReasonsAsync(client, test, token).ConfigureAwait(false),
            (test, reasons) =>
            {
                WriteObjects(reasons!.Where(_ => window.Takes()));
                if (reasons!.Count == 0)
                {
                    WriteVerbose($"Test case '{test}' has no reason or output.");
                }
            });
    }
}
