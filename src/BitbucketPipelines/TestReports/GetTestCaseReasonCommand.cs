using System.Management.Automation;
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
    /// <summary>
    /// The test cases: a uuid, or a name with or without package and class. Wildcards are allowed. The default is all failed test cases.
    /// </summary>
    [Parameter(Position = 2)]
    [Alias("TestCaseUuid", "T")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TestCaseCompleter))]
    public string[]? TestCase { get; set; }

    /// <inheritdoc/>
    private protected override string[]? Names => TestCase;

    /// <inheritdoc/>
    private protected override async Task<Action?> ProcessStepsAsync(
        RecordWork record, IReadOnlyList<IStepItem> steps, CancellationToken cancellationToken)
    {
        PagingWindow? window = null;
        foreach (IStepItem step in steps)
        {
            var found = new List<TestCase>();
            if (step is TestCase test)
            {
                found.Add(test);
            }
            else
            {
                await ReadCasesAsync(
                    record, step,
                    page =>
                    {
                        found.AddRange(page.Where(c => IsNamed(c) && (c.IsFailed || (TestCase is not null && !Failed))));
                        return Task.FromResult(true);
                    },
                    cancellationToken).ConfigureAwait(false);
            }

            await ReadForEachAsync<TestCase, IReadOnlyList<TestCaseReason>>(
                record, found, one => one.Uuid ?? "",
                async (one, token) => await StepTests.ReasonsAsync(record.Client, one, token).ConfigureAwait(false), Write,
                cancellationToken).ConfigureAwait(false);
        }

        return null;

        void Write(TestCase test, IReadOnlyList<TestCaseReason>? reasons)
        {
            window ??= NewPagingWindow();
            WriteObjects(reasons!.Where(_ => window.Takes()));
            if (reasons!.Count == 0)
            {
                WriteVerbose($"Test case '{test}' has no reason or output.");
            }
        }
    }
}
