using System.Management.Automation;
using System.Management.Automation.Host;

namespace BitbucketPipelines;

/// <content>Asking before something is changed.</content>
public abstract partial class BitbucketCmdlet
{
    /// <summary>Whether nothing is to be changed, which the engine tells only of what would change something.</summary>
    private protected bool IsWhatIf => IsSwitchedOn("WhatIf", "WhatIfPreference");

    /// <summary>
    /// Asks as ShouldProcess does, by the impact of the cmdlet. -Force answers the question, and nothing else: -WhatIf still changes
    /// nothing, and -Confirm still asks.
    /// </summary>
    private protected bool ShouldProcessOrForce(string target, string action, bool force)
    {
        if (!force || IsWhatIf
            || (MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm) && confirm is SwitchParameter { IsPresent: true }))
        {
            return Ask(() => ShouldProcess(target, action), $"{action}: {target}");
        }

        WriteVerbose($"Performing the operation \"{action}\" on target \"{target}\".");
        return true;
    }

    /// <summary>The same at high impact, for one of several things that a cmdlet of medium impact does.</summary>
    private protected bool ShouldProcessAtHighImpact(string target, string action, bool force, string? question = null)
    {
        return force || ConfirmsEach ? ShouldProcessOrForce(target, action, force)
            : ShouldContinueOrForce(false, question ?? $"Performing the operation \"{action}\" on target \"{target}\".");
    }

    /// <summary>Asks before something that cannot be undone, unless -Force or -Confirm:$false says not to.</summary>
    private protected bool ShouldContinueOrForce(bool force, string question)
    {
        return force || IsConfirmationOff || Ask(() => ShouldContinue(question, "Confirm"), question);
    }

    private bool IsConfirmationOff =>
        (MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm) && confirm is SwitchParameter { IsPresent: false })
        || (GetVariableValue("ConfirmPreference") is { } preference && preference.ToString() == nameof(ConfirmImpact.None));

    /// <summary>Whether ShouldProcess of a cmdlet of medium impact asks, or tells, about each thing.</summary>
    private bool ConfirmsEach => IsWhatIf || IsSwitchedOn("Confirm", "")
        || GetVariableValue("ConfirmPreference")?.ToString() is nameof(ConfirmImpact.Low) or nameof(ConfirmImpact.Medium);

    /// <summary>Where nobody can be asked, as in a build, it is said what to give: the engine only says that it cannot ask.</summary>
    private static bool Ask(Func<bool> question, string text)
    {
        try
        {
            return question();
        }
        // The host of PowerShell fails with a NullReferenceException when the standard input has ended.
        catch (Exception e) when (e is PSInvalidOperationException or HostException or NullReferenceException)
        {
            throw new ErrorRecordException(ErrorRecords.ConfirmationRequired(text), terminating: true);
        }
    }

    private bool IsSwitchedOn(string parameter, string preference) => MyInvocation.BoundParameters.TryGetValue(parameter, out object? given)
        ? given is SwitchParameter { IsPresent: true }
        : preference.Length > 0 && LanguagePrimitives.IsTrue(GetVariableValue(preference));
}
