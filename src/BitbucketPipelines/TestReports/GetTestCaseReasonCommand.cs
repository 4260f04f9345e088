using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Commands;

/// <summary>Gets what test cases said: why they failed, and what they wrote.</summary>
/// <remarks>
/// <para>By default of the cases that failed or ended with an error. Each case costs a request.</para>
/// <para>Bitbucket does not document what a reason holds. Text is all of it as one text; Message, StackTrace and Output are filled where
/// such fields come, and AdditionalProperties keeps all fields as they came.</para>
/// </remarks>
/// <example>
/// <code>Get-BbTestCaseReason 42</code>
/// <para>Gets what the failed tests of run 42 said.</para>
/// </example>
/// <example>
/// <code>Get-BbTestCase 42 -Name '*Login*' | Get-BbTestCaseReason | Select-Object Name, Text</code>
/// <para>Gets what some tests said, failed or not.</para>
/// </example>
/// <example>
/// <code>Get-BbTestCaseReason 42 -Step Test -TestCase 'adds numbers'</code>
/// <para>Gets what one test said.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbTestCaseReason", SupportsPaging = true)]
[OutputType(typeof(TestCaseReason))]
public sealed class GetTestCaseReasonCommand : TestCaseCmdlet
{
    private const int AtOnce = 5;

    private PagingWindow? _window;

    /// <summary>
    /// Which test cases: a uuid, or a name with or without package and class, which takes wildcards. By default those that failed.
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
                TellNone(step);
            }

            Write([.. found.Where(c => IsNamed(c) && (c.IsFailed || (TestCase is not null && !Failed)))]);
        }
    }

    private void Write(IReadOnlyList<TestCase> tests)
    {
        BitbucketClient client = Client;
        PagingWindow window = _window ??= NewPagingWindow();
        Await(token => OrderedWork.RunAsync(
            tests, AtOnce, c => c.Uuid ?? "",
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
                    WriteVerbose($"Test case '{found.Case}' has nothing to say.");
                }
            }), token));
    }
}
