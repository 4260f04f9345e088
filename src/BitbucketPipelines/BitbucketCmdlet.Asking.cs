using System.Management.Automation;
using System.Management.Automation.Host;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <content>Asking before something is changed, and carrying out many changes.</content>
public abstract partial class BitbucketCmdlet
{
    /// <summary>Whether nothing is to be changed, which the engine tells only of what would change something.</summary>
    private protected bool IsWhatIf => IsSwitchedOn("WhatIf", "WhatIfPreference");

    /// <summary>
    /// Asks as ShouldProcess does, by the impact of the cmdlet. -Force answers the question, and nothing else: -WhatIf still changes
    /// nothing, and -Confirm still asks.
    /// </summary>
    private protected bool IsApproved(string target, string action, bool force)
    {
        if (!force || IsWhatIf || (MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm) && confirm is SwitchParameter { IsPresent: true }))
        {
            return Ask(() => ShouldProcess(target, action));
        }

        WriteVerbose($"Performing the operation \"{action}\" on target \"{target}\".");
        return true;
    }

    /// <summary>The same at high impact, for one of several things that a cmdlet of medium impact does.</summary>
    private protected bool IsApprovedAtHigh(string target, string action, bool force, string? question = null)
    {
        bool asks = IsWhatIf || IsSwitchedOn("Confirm", "")
            || GetVariableValue("ConfirmPreference")?.ToString() is nameof(ConfirmImpact.Low) or nameof(ConfirmImpact.Medium);
        return force || asks ? IsApproved(target, action, force)
            : IsConfirmed(false, question ?? $"Performing the operation \"{action}\" on target \"{target}\".");
    }

    /// <summary>Asks before something that cannot be undone, unless -Force or -Confirm:$false says not to.</summary>
    private protected bool IsConfirmed(bool force, string question)
    {
        bool told = MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm) && confirm is SwitchParameter { IsPresent: false };
        bool never = GetVariableValue("ConfirmPreference") is { } preference && preference.ToString() == nameof(ConfirmImpact.None);
        return force || told || never || Ask(() => ShouldContinue(question, "Confirm"));
    }

    /// <summary>Where nobody can be asked, as in a build, it is said what to give: the engine only says that it cannot ask.</summary>
    private static bool Ask(Func<bool> question)
    {
        try
        {
            return question();
        }
        catch (Exception e) when (e is PSInvalidOperationException or HostException)
        {
            throw new ItemFailedException(ErrorRecords.ConfirmationRequired(e), terminating: true);
        }
    }

    /// <summary>
    /// Asks, carries out some at a time, and writes one row for each in the order of the plan. Under -WhatIf the rows are the plan. A
    /// failure in one never stops the others; what failed is told as errors when all rows are out.
    /// </summary>
    /// <param name="plan">What is to be done.</param>
    /// <param name="atOnce">Requests in flight at most.</param>
    /// <param name="kinds">What the items are, for the warning that counts the skipped ones: <c>variables</c>.</param>
    /// <param name="failed">The error of a row that failed.</param>
    /// <param name="quiet">Whether no rows are written: errors alone tell then.</param>
    private protected void Carry(IEnumerable<BulkItem> plan, int atOnce, string kinds, Func<ItemResult, ErrorRecord> failed, bool quiet = false)
    {
        var answers = new Dictionary<string, bool>(StringComparer.Ordinal);
        (string Key, Func<CancellationToken, Task<ItemResult>> Work)[] work = [.. plan.Select(item => (item.Key, Approve(item, answers)))];
        var failures = new List<ItemResult>();
        int skipped = 0;
        Await(token => OrderedWork.RunAsync(
            work, atOnce, w => w.Key, (w, t) => w.Work(t),
            result => Post(() =>
            {
                if (!quiet)
                {
                    WriteObject(result);
                }

                skipped += result.Action == ItemAction.Skipped ? 1 : 0;
                if (result.Status == ItemResult.Failed)
                {
                    failures.Add(result);
                }
            }), token));
        if (skipped > 0 && quiet)
        {
            WriteVerbose($"{skipped} {kinds} were skipped; -PassThru says why.");
        }
        else if (skipped > 0)
        {
            WriteWarning(skipped == 1 ? $"1 {kinds.TrimEnd('s')} was skipped; its row says why." : $"{skipped} {kinds} were skipped; their rows say why.");
        }

        failures.ForEach(f => WriteError(failed(f)));
    }

    private Func<CancellationToken, Task<ItemResult>> Approve(BulkItem item, Dictionary<string, bool> answers)
    {
        if (item.Action is ItemAction.Unchanged or ItemAction.Skipped)
        {
            return IsWhatIf ? Row(item.Preview) : item.Apply;
        }

        if (!ShouldProcess(item.Description, item.Description + "?", "Confirm", out ShouldProcessReason reason))
        {
            return Row(reason == ShouldProcessReason.WhatIf ? item.Preview : item.Decline);
        }

        // One answer for all that a question is about.
        if (item.Question is { } question && !(answers.TryGetValue(question, out bool yes) ? yes : answers[question] = IsConfirmed(item.Force, question)))
        {
            return Row(item.Decline);
        }

        return item.Apply;
    }

    private static Func<CancellationToken, Task<ItemResult>> Row(Func<ItemResult> result) => _ => Task.FromResult(result());

    private bool IsSwitchedOn(string parameter, string preference) => MyInvocation.BoundParameters.TryGetValue(parameter, out object? given)
        ? given is SwitchParameter { IsPresent: true }
        : preference.Length > 0 && LanguagePrimitives.IsTrue(GetVariableValue(preference));
}
