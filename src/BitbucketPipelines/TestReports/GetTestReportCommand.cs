using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the test results of a run: the number of passed, failed and skipped tests of each step.</summary>
/// <remarks>
/// Without a run, reads the newest run. A step has a report if it has ended and Bitbucket found its test result files. Steps without a
/// report are skipped and reported with -Verbose. For a run without any report nothing is returned.
/// </remarks>
/// <example>
/// <code>Get-BbTestReport 42</code>
/// <para>Gets the reports of all steps of run 42.</para>
/// </example>
/// <example>
/// <code>Get-BbPipeline -Branch main -First 10 | Get-BbTestReport | Where-Object Failed -gt 0</code>
/// <para>Finds the recent runs with failed tests.</para>
/// </example>
/// <example>
/// <code>Get-BbTestReport 42 | Get-BbTestCase -Failed</code>
/// <para>Gets the failed test cases.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbTestReport")]
[OutputType(typeof(TestReport))]
public sealed class GetTestReportCommand : TestCmdlet
{
    /// <inheritdoc/>
    private protected override async Task<Action?> ProcessStepsAsync(
        RecordWork record, IReadOnlyList<IStepItem> steps, CancellationToken cancellationToken)
    {
        await ReadForEachAsync(
            record, steps, step => step.StepUuid ?? "", (step, token) => StepTests.ReportAsync(record.Client, step, token), Write,
            cancellationToken).ConfigureAwait(false);
        return null;
    }

    private void Write(IStepItem step, TestReport? report)
    {
        if (report is null)
        {
            WriteNoReport(step);
        }
        else
        {
            WriteObject(report);
        }
    }
}
