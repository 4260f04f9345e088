using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the test results of a run: the number of passed, failed and skipped tests of each step.</summary>
/// <remarks>
/// A step has a report if it has ended and Bitbucket found its test result files. Steps without a report are skipped and reported with
/// -Verbose. For a run without any report nothing is returned.
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
// No default parameter set, as in Get-BbStepLog: otherwise a piped step would be bound by its properties.
[Cmdlet(VerbsCommon.Get, "BbTestReport")]
[OutputType(typeof(TestReport))]
public sealed class GetTestReportCommand : TestCmdlet
{
    private const int MaxConcurrency = 5;

    /// <inheritdoc/>
    private protected override void ProcessSteps(IReadOnlyList<IStepItem> steps)
    {
        BitbucketClient client = Client;
        Await(token => OrderedParallel.RunAsync(
            steps, MaxConcurrency, s => s.StepUuid ?? "",
            async (s, t) => (Step: s, Result: await StepTests.TryAsync(() => StepTests.ReportAsync(client, s, t)).ConfigureAwait(false)),
            found => Post(() =>
            {
                if (found.Result.Failure is { } failure)
                {
                    WriteError(ErrorDescription.From(failure, CurrentSession, found.Step));
                }
                else if (found.Result.Found is null)
                {
                    WriteNoReport(found.Step);
                }
                else
                {
                    WriteObject(found.Result.Found);
                }
            }), token));
    }
}
