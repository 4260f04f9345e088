using System.Management.Automation;
using System.Management.Automation.Host;

namespace BitbucketPipelines;

/// <content>Confirmation before a change: -WhatIf, -Confirm and -Force.</content>
public abstract partial class BitbucketCmdlet
{
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>Whether -WhatIf is in effect. The engine itself reports this only through ShouldProcess.</summary>
    private protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
        ? given is SwitchParameter { IsPresent: true } : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>
    /// Whether a file is written that the cmdlet is for: not with -WhatIf, and with -Confirm after a question. Nothing is read for a file
    /// that is not written.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What is written into it: <c>variables</c>.</param>
    private protected bool ShouldWriteFile(string path, string what) => ShouldProcess(path, $"Write {what} to file");

    /// <summary>
    /// Calls ShouldProcess, which asks according to the impact of the cmdlet. With <paramref name="force"/> there is no question, unless
    /// -Confirm was specified; -WhatIf still changes nothing.
    /// </summary>
    private protected bool ShouldProcessOrForce(string target, string action, bool force)
    {
        if (!force || IsWhatIf || SpecifiedConfirm == true)
        {
            return ShouldProcess(target, action);
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
        return isOneOfMany ? ShouldContinue(question, "Confirm", ref _yesToAll, ref _noToAll) : ShouldContinue(question, "Confirm");
    }

    /// <summary>Whether nobody is asked: -Confirm:$false counts before $ConfirmPreference, as it does for the engine.</summary>
    private bool IsConfirmationOff => SpecifiedConfirm is { } asks ? !asks : ConfirmPreference == ConfirmImpact.None;

    /// <summary>Whether ShouldProcess of a cmdlet of medium impact asks about each item, or shows it under -WhatIf.</summary>
    private bool ConfirmsEach => IsWhatIf || (SpecifiedConfirm ?? ConfirmPreference is ConfirmImpact.Low or ConfirmImpact.Medium);

    /// <summary>The value of -Confirm; null when it was not specified.</summary>
    private bool? SpecifiedConfirm => MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm)
        ? confirm is SwitchParameter { IsPresent: true } : null;

    private ConfirmImpact ConfirmPreference =>
        LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact preference)
            ? preference : ConfirmImpact.High;

    /// <summary>
    /// Asks a question. Where the host cannot ask, as in a build, the error says which parameter to specify; that of the engine does not.
    /// ShouldProcess and ShouldContinue of this class ask in this way.
    /// </summary>
    private bool Ask(Func<bool> question, string text)
    {
        try
        {
            return question();
        }
        // The host of PowerShell fails with a NullReferenceException when the standard input has ended.
        catch (Exception e) when (e is PSInvalidOperationException or HostException or NullReferenceException)
        {
            throw new ErrorRecordException(Errors.ConfirmationRequired(
                text, hasForce: MyInvocation.MyCommand.Parameters.ContainsKey("Force")), terminating: true);
        }
    }

}
