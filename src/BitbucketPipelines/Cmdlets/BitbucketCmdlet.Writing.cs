#pragma warning disable RS0030 // All text for the user passes through here.
using System.Management.Automation;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <content>
/// Writing text for the user. Messages contain names and texts from the server, so each of these methods hides that of the engine and
/// removes control sequences of terminals and commands of build systems.
/// </content>
public abstract partial class BitbucketCmdlet
{
    // The engine numbers commands from 1. Progress records of a number of our own can be removed when the pipeline is stopped.
    private static long s_lastProgressSource = 1L << 32;

    private readonly long _progressSource = Interlocked.Increment(ref s_lastProgressSource);

    /// <inheritdoc cref="Cmdlet.WriteVerbose"/>
    private protected new void WriteVerbose(string text) => base.WriteVerbose(LogSanitizer.Message(text));

    /// <inheritdoc cref="Cmdlet.WriteDebug"/>
    private protected new void WriteDebug(string text) => base.WriteDebug(LogSanitizer.Message(text));

    /// <inheritdoc cref="Cmdlet.WriteProgress"/>
    private protected new void WriteProgress(ProgressRecord record)
    {
        record.Activity = LogSanitizer.Message(record.Activity);
        record.StatusDescription = LogSanitizer.Message(record.StatusDescription);
        record.CurrentOperation = record.CurrentOperation is { } operation ? LogSanitizer.Message(operation) : null;
        try
        {
            CommandRuntime.WriteProgress(_progressSource, record);
        }
        catch (PipelineStoppedException) when (record.RecordType == ProgressRecordType.Completed)
        {
            // After Ctrl+C nothing can be written any more, but the bar has to go.
            RemoveFromHost(record);
        }
    }

    /// <summary>Removes a progress bar when the pipeline takes no output any more.</summary>
    private void RemoveFromHost(ProgressRecord record) => Host.UI?.WriteProgress(_progressSource, record);

    /// <inheritdoc cref="Cmdlet.ShouldProcess(string, string)"/>
    private protected new bool ShouldProcess(string target, string action) =>
        Ask(() => base.ShouldProcess(LogSanitizer.Message(target), LogSanitizer.Message(action)), $"{action}: {target}");

    /// <summary>Asks about an item of a plan, unless -WhatIf shows it.</summary>
    private bool IsWanted(BulkItem item, out ShouldProcessReason reason)
    {
        ShouldProcessReason why = ShouldProcessReason.None;
        bool isWanted = Ask(() => ShouldProcess(item.Sentence, item.Question, "Confirm", out why), item.Description);
        reason = why;
        return isWanted;
    }

    /// <inheritdoc cref="Cmdlet.ShouldProcess(string, string, string, out ShouldProcessReason)"/>
    private protected new bool ShouldProcess(string description, string? question, string caption, out ShouldProcessReason reason) =>
        base.ShouldProcess(
            LogSanitizer.Message(description), question is null ? null : LogSanitizer.Message(question), caption, out reason);

    /// <inheritdoc cref="Cmdlet.ShouldContinue(string, string)"/>
    private protected new bool ShouldContinue(string question, string caption) =>
        Ask(() => base.ShouldContinue(LogSanitizer.Message(question), caption), question);

    /// <inheritdoc cref="Cmdlet.ShouldContinue(string, string, ref bool, ref bool)"/>
    private protected new bool ShouldContinue(string question, string caption, ref bool yesToAll, ref bool noToAll)
    {
        (bool all, bool none) = (yesToAll, noToAll);
        bool isWanted = Ask(() => base.ShouldContinue(LogSanitizer.Message(question), caption, ref all, ref none), question);
        (yesToAll, noToAll) = (all, none);
        return isWanted;
    }

    /// <summary>Writes a line to the host, as Write-Host does.</summary>
    private protected void WriteHost(string line) => WriteHostLine(LogSanitizer.Message(line));

    /// <summary>
    /// Writes a line to the host that is safe already and may contain commands of this module for the build system: see
    /// <see cref="CiLogWriter"/>.
    /// </summary>
    private protected void WriteHostLine(string line) => WriteInformation(new HostInformationMessage { Message = line }, ["PSHOST"]);

    /// <summary>Writes an error line directly to the host, not to a stream.</summary>
    private protected void WriteScreen(string error) => Host.UI?.WriteErrorLine(LogSanitizer.SafeWrapped(error, LogSanitizer.Host));

    /// <summary>Whether a terminal shows what is written, so that it can be replaced: see <see cref="TerminalStyle.Draw"/>.</summary>
    private protected bool CanDraw => TerminalStyle.CanRedraw && Host.UI?.SupportsVirtualTerminal == true;

    /// <inheritdoc cref="Cmdlet.WriteError"/>
    private protected void WriteError(ErrorDescription error) => WriteError(Completed(error).ToRecord());

    /// <summary>Writes an error as a warning, because the call itself did not fail.</summary>
    private protected void WriteAsWarning(ErrorDescription error) => WriteWarning($"{error.Message} {error.Advice}");

    /// <summary>Writes each item to the stream that it is meant for.</summary>
    private protected void Write(IEnumerable<CmdletOutput> outputs)
    {
        foreach (CmdletOutput output in outputs)
        {
            switch (output)
            {
                case CmdletOutput.Objects objects:
                    WriteObjects(objects.Values);
                    break;
                case CmdletOutput.Error error:
                    WriteError(error.Description);
                    break;
                case CmdletOutput.Warning warning:
                    WriteWarning(warning.Text);
                    break;
                case CmdletOutput.Information line:
                    WriteHost(line.Text);
                    break;
                case CmdletOutput.Verbose verbose:
                    WriteVerbose(verbose.Text);
                    break;
            }
        }
    }

    /// <summary>Prompts for a secret, which is not shown while it is typed.</summary>
    private protected System.Security.SecureString PromptForSecret(string prompt)
    {
        Host.UI.Write(LogSanitizer.Message(prompt) + ": ");
        return Host.UI.ReadLineAsSecureString();
    }

    /// <summary>What is needed to find the values of secured variables.</summary>
    private protected SecretHost NewSecretHost() => new(
        () => CurrentSession, WriteWarning, WriteVerbose, PromptForSecret,
        () => SessionState.InvokeCommand.GetCommand("Get-Secret", CommandTypes.All) is not null,
        // The script catches the errors of the vault: a secret that cannot be read must not affect the others.
        secret => InvokeCommand.InvokeScript(
            "param($name, $vault) $arguments = @{ Name = $name }; if ($vault) { $arguments.Vault = $vault }; try { Get-Secret @arguments "
                + "-ErrorAction Stop } catch { $_ }",
            false, System.Management.Automation.Runspaces.PipelineResultTypes.None, null, secret.Name, secret.Vault)
            .FirstOrDefault()?.BaseObject);
}
