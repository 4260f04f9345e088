using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the test cases of a run.</summary>
/// <remarks>
/// All pages are read. Bitbucket sometimes sends the reason of a failure along, in Reason; Get-BbTestCaseReason asks for it. A step without
/// a test report is left out, and -Verbose names it.
/// </remarks>
/// <example>
/// <code>Get-BbTestCase 42 -Failed</code>
/// <para>Gets the tests of run 42 that failed or ended with an error.</para>
/// </example>
/// <example>
/// <code>Get-BbStep 42 'Unit*' | Get-BbTestCase -Failed | Get-BbTestCaseReason</code>
/// <para>Gets what the failed tests of a step said.</para>
/// </example>
/// <example>
/// <code>Get-BbTestCase 42 | Sort-Object Duration -Descending | Select-Object -First 10</code>
/// <para>Looks for the slowest tests.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbTestCase", SupportsPaging = true)]
[OutputType(typeof(TestCase))]
public sealed class GetTestCaseCommand : TestCaseCmdlet
{
    /// <summary>The name, with or without package and class. Takes wildcards; the case does not matter.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>
    /// Only those with this status: SUCCESSFUL (PASSED is the same), FAILED, ERROR or SKIPPED; other words of Bitbucket may come. Beside
    /// -Failed, these too.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Status { get; set; }

    /// <inheritdoc/>
    private protected override string[]? Names => Name;

    /// <inheritdoc/>
    private protected override void ProcessSteps(IReadOnlyList<IStepItem> steps)
    {
        PagingWindow window = NewPagingWindow();
        foreach (IStepItem step in steps.TakeWhile(_ => !window.IsFull))
        {
            bool any = Await(token => StepTests.CasesAsync(Client, step, page =>
            {
                Post(() => WriteObject(page.Where(c => IsNamed(c) && IsWanted(c) && window.Takes()), enumerateCollection: true));
                return !window.IsFull;
            }, token));
            HasLooked = true;
            if (!any)
            {
                TellNone(step);
            }
        }
    }

    private bool IsWanted(TestCase test) =>
        (!Failed && Status is null) || (Failed && test.IsFailed) || Status?.Any(s => Word(s) == Word(test.Status ?? "")) == true;

    /// <summary>Both words were seen for the same.</summary>
    private static string Word(string status) => status.ToUpperInvariant() is var word && word == "PASSED" ? TestCase.Successful : word;
}
