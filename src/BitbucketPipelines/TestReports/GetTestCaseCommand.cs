using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the test cases of a run.</summary>
/// <remarks>
/// Without a run, reads the newest run. Reads all pages. Bitbucket sometimes includes the reason of a failure in the property Reason;
/// Get-BbTestCaseReason requests it. Steps without a test report are skipped and reported with -Verbose.
/// </remarks>
/// <example>
/// <code>Get-BbTestCase 42 -Failed</code>
/// <para>Gets the tests of run 42 that failed or ended with an error.</para>
/// </example>
/// <example>
/// <code>Get-BbStep 42 'Unit*' | Get-BbTestCase -Failed | Get-BbTestCaseReason</code>
/// <para>Gets the failure reasons of the failed tests of a step.</para>
/// </example>
/// <example>
/// <code>Get-BbTestCase 42 | Sort-Object Duration -Descending | Select-Object -First 10</code>
/// <para>Gets the ten slowest tests.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbTestCase", SupportsPaging = true)]
[OutputType(typeof(TestCase))]
public sealed class GetTestCaseCommand : TestCaseCmdlet
{
    private readonly HashSet<string> _statuses = new(StringComparer.Ordinal);
    private bool _hasRead;

    /// <summary>The name, with or without package and class. Wildcards are allowed; names are not case-sensitive.</summary>
    [Parameter]
    [Alias("N")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TestCaseCompleter))]
    public string[]? Name { get; set; }

    /// <summary>
    /// Gets only test cases with this status: SUCCESSFUL (or PASSED), FAILED, ERROR, SKIPPED, or any other status of Bitbucket. With
    /// -Failed, gets these as well.
    /// </summary>
    [Parameter]
    [Alias("Result", "State")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TestStatusCompleter))]
    public string[]? Status { get; set; }

    /// <inheritdoc/>
    private protected override string[]? Names => Name;

    /// <inheritdoc/>
    private protected override async Task<Action?> ProcessStepsAsync(
        RecordWork record, IReadOnlyList<IStepItem> steps, CancellationToken cancellationToken)
    {
        PagingWindow? window = null;
        foreach (IStepItem step in steps.TakeWhile(_ => window?.IsFull != true))
        {
            await ReadCasesAsync(
                record, step, page => OnPipeline(() => Write(page), cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        return () =>
        {
            window ??= NewPagingWindow();
            _hasRead = true;
        };

        bool Write(IReadOnlyList<TestCase> page)
        {
            window ??= NewPagingWindow();
            WriteObjects(page.Where(c => IsWanted(c) && window.Takes()));
            return !window.IsFull;
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        base.Finish();
        // The server may use other values than the known ones, so only a value that no test case has is an error.
        foreach (string status in _hasRead ? Status ?? [] : [])
        {
            if (!TestCase.KnownStatuses.Concat(_statuses).Contains(Normalize(status)))
            {
                WriteError(Errors.UnknownTestStatus(status, _statuses));
            }
        }
    }

    private bool IsWanted(TestCase test)
    {
        _statuses.Add(Normalize(test.Status ?? ""));
        return IsNamed(test) && HasStatus(test);
    }

    private bool HasStatus(TestCase test) =>
        (!Failed && Status is null) || (Failed && test.IsFailed) || Status?.Any(s => Normalize(s) == Normalize(test.Status ?? "")) == true;

    /// <summary>Bitbucket uses both PASSED and SUCCESSFUL.</summary>
    private static string Normalize(string status) =>
        status.ToUpperInvariant() is var word && word == "PASSED" ? TestCase.Successful : word;
}
