using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the failure reasons and the output of test cases.</summary>
/// <remarks>
/// <para>By default only of test cases that failed or ended with an error. Each test case needs one request.</para>
/// <para>Bitbucket does not document the fields of a reason. Text contains all of them as one string. Message, StackTrace and Output are
/// set if there are such fields, and AdditionalProperties contains all fields unchanged.</para>
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
    private const int MaxConcurrency = 5;

    private PagingWindow? _window;

    /// <summary>
    /// The test cases: a uuid, or a name with or without package and class. Wildcards are allowed. The default is all failed test cases.
    /// </summary>
    [Parameter(Position = 2)]
    [Alias("TestCaseUuid")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
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
                Write([test]);
                continue;
            }

            var found = new List<TestCase>();
            bool any = Await(token => StepTests.CasesAsync(Client, step, page =>
            {
                found.AddRange(page);
                return true;
            }, token));
            HasLooked = true;
            if (!any)
            {
                WriteNoReport(step);
            }

            Write([.. found.Where(c => IsNamed(c) && (c.IsFailed || (TestCase is not null && !Failed)))]);
        }
    }

    private void Write(IReadOnlyList<TestCase> tests)
    {
        BitbucketClient client = Client;
        PagingWindow window = _window ??= NewPagingWindow();
        Await(token => OrderedParallel.RunAsync(
            tests, MaxConcurrency, c => c.Uuid ?? "",
            async (c, t) => (Case: c, Result: await StepTests.TryAsync<IReadOnlyList<TestCaseReason>>(
                async () => await StepTests.ReasonsAsync(client, c, t).ConfigureAwait(false)).ConfigureAwait(false)),
            found => Post(() =>
            {
                if (found.Result.Failure is { } failure)
                {
                    WriteError(ErrorDescription.From(failure, CurrentSession, found.Case));
                    return;
                }

                WriteObject(found.Result.Found!.Where(_ => window.Takes()), enumerateCollection: true);
                if (found.Result.Found!.Count == 0)
                {
                    WriteVerbose($"Test case '{found.Case}' has no reason or output.");
                }
            }), token));
    }
}
