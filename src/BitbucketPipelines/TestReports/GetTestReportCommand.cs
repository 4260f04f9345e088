using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Commands;

/// <summary>Gets how many tests of a run ended in which way, step by step.</summary>
/// <remarks>
/// A step has a report when it ended and left test results in a place that Bitbucket looks in. A step without one is left out, and
/// -Verbose names it; a run without any is an empty answer.
/// </remarks>
/// <example>
/// <code>Get-BbTestReport 42</code>
/// <para>Gets the reports of all steps of run 42.</para>
/// </example>
/// <example>
/// <code>Get-BbPipeline -Branch main -First 10 | Get-BbTestReport | Where-Object Failed -gt 0</code>
/// <para>Looks in which of the last runs tests failed.</para>
/// </example>
/// <example>
/// <code>Get-BbTestReport 42 | Get-BbTestCase -Failed</code>
/// <para>Gets the test cases that failed.</para>
/// </example>
// Without a default parameter set, as with Get-BbStepLog: a step that is piped would be bound by its properties.
[Cmdlet(VerbsCommon.Get, "BbTestReport")]
[OutputType(typeof(TestReport))]
public sealed class GetTestReportCommand : TestCmdlet
{
    private const int AtOnce = 5;

    /// <inheritdoc/>
    private protected override void ProcessSteps(IReadOnlyList<IStepItem> steps)
    {
        BitbucketClient client = Client;
        Await(token => OrderedWork.RunAsync(
            steps, AtOnce, s => s.StepUuid ?? "",
            async (s, t) => (Step: s, Result: await StepTests.TryAsync(() => StepTests.ReportAsync(client, s, t)).ConfigureAwait(false)),
            found => Post(() =>
            {
                if (found.Result.Failure is { } failure)
                {
                    WriteError(ErrorDescription.From(failure, CurrentSession, found.Step));
                }
                else if (found.Result.Found is null)
                {
                    TellNone(found.Step);
                }
                else
                {
                    WriteObject(found.Result.Found);
                }
            }), token));
    }
}
