using System.Management.Automation;
using System.Management.Automation.Host;

namespace BitbucketPipelines;

/// <content>Confirmation before a change: -WhatIf, -Confirm and -Force.</content>
public abstract partial class BitbucketCmdlet
{
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>Whether -WhatIf is in effect. The engine itself reports this only through ShouldProcess.</summary>
    private protected bool IsWhatIf => IsSwitchedOn("WhatIf", "WhatIfPreference");

    /// <summary>
    /// Calls ShouldProcess, which asks according to the impact of the cmdlet. With <paramref name="force"/> there is no question, unless
    /// -Confirm was specified; -WhatIf still changes nothing.
    /// </summary>
    private protected bool ShouldProcessOrForce(string target, string action, bool force)
    {
        if (!force || IsWhatIf
            || (MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm) && confirm is SwitchParameter { IsPresent: true }))
        {
            return Confirm(() => ShouldProcess(target, action), $"{action}: {target}");
        }

        WriteVerbose($"Performing the operation \"{action}\" on target \"{target}\".");
        return true;
    }

    /// <summary>Asks as a cmdlet of high impact does. For a cmdlet of medium impact of which one operation has high impact.</summary>
    private protected bool ShouldProcessAtHighImpact(string target, string action, bool force, string? question = null)
    {
        return force || ConfirmsEach ? ShouldProcessOrForce(target, action, force)
            : ShouldContinueOrForce(false, question ?? $"Performing the operation \"{action}\" on target \"{target}\".");
    }

    /// <summary>
    /// Asks before an operation that cannot be undone, unless -Force, -Confirm:$false or $ConfirmPreference suppresses the question.
    /// </summary>
    /// <param name="force">Whether -Force was specified.</param>
    /// <param name="question">The question.</param>
    /// <param name="isOneOfMany">Whether the same is asked about other places, so that one answer may be for all.</param>
    private protected bool ShouldContinueOrForce(bool force, string question, bool isOneOfMany = false)
    {
        if (force || IsConfirmationOff)
        {
            return true;
        }

        HideProgress();
        return Confirm(
            () => isOneOfMany ? ShouldContinue(question, "Confirm", ref _yesToAll, ref _noToAll) : ShouldContinue(question, "Confirm"),
            question);
    }

    private bool IsConfirmationOff =>
        (MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm) && confirm is SwitchParameter { IsPresent: false })
        || (GetVariableValue("ConfirmPreference") is { } preference && preference.ToString() == nameof(ConfirmImpact.None));

    /// <summary>Whether ShouldProcess of a cmdlet of medium impact asks about each item, or shows it under -WhatIf.</summary>
    private bool ConfirmsEach => IsWhatIf || IsSwitchedOn("Confirm", "")
        || GetVariableValue("ConfirmPreference")?.ToString() is nameof(ConfirmImpact.Low) or nameof(ConfirmImpact.Medium);

    /// <summary>
    /// Asks a question. Where the host cannot ask, as in a build, the error says which parameter to specify; that of the engine does not.
    /// </summary>
    private static bool Confirm(Func<bool> question, string text)
    {
        try
        {
            return question();
        }
        // The host of PowerShell fails with a NullReferenceException when the standard input has ended.
        catch (Exception e) when (e is PSInvalidOperationException or HostException or NullReferenceException)
        {
            throw new ErrorRecordException(Errors.ConfirmationRequired(text), terminating: true);
        }
    }

    private bool IsSwitchedOn(string parameter, string preference) => MyInvocation.BoundParameters.TryGetValue(parameter, out object? given)
        ? given is SwitchParameter { IsPresent: true }
        : preference.Length > 0 && LanguagePrimitives.IsTrue(GetVariableValue(preference));
}
