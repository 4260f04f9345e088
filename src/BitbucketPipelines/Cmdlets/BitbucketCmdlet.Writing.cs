#pragma warning disable RS0030 // The one way to a person.
using System.Management.Automation;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <content>
/// Everything that is told to a person. Messages repeat names and words of the
/// server, so each of these methods stands before the one of the engine, and lets nothing pass that a terminal or a build system acts on.
/// </content>
public abstract partial class BitbucketCmdlet
{
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
        base.WriteProgress(record);
    }

    /// <inheritdoc cref="Cmdlet.ShouldProcess(string, string)"/>
    private protected new bool ShouldProcess(string target, string action) =>
        base.ShouldProcess(LogSanitizer.Message(target), LogSanitizer.Message(action));

    /// <inheritdoc cref="Cmdlet.ShouldProcess(string, string, string, out ShouldProcessReason)"/>
    private protected new bool ShouldProcess(string description, string? question, string caption, out ShouldProcessReason reason) =>
        base.ShouldProcess(
            LogSanitizer.Message(description), question is null ? null : LogSanitizer.Message(question), caption, out reason);

    /// <inheritdoc cref="Cmdlet.ShouldContinue(string, string)"/>
    private protected new bool ShouldContinue(string question, string caption) =>
        base.ShouldContinue(LogSanitizer.Message(question), caption);

    /// <summary>Tells the user a line that belongs to no object, as Write-Host does.</summary>
    private protected void WriteHost(string line) => WriteHostLine(LogSanitizer.Message(line));

    /// <summary>
    /// The same for lines that are safe already and may hold commands of this module for the build system: see <see cref="CiLogWriter"/>.
    /// </summary>
    private protected void WriteHostLine(string line) => WriteInformation(new HostInformationMessage { Message = line }, ["PSHOST"]);

    /// <summary>An error straight to the screen, past all streams.</summary>
    private protected void WriteScreen(string error) => Host.UI?.WriteErrorLine(LogSanitizer.SafeWrapped(error, LogSanitizer.Host));

    /// <inheritdoc cref="Cmdlet.WriteError"/>
    private protected void WriteError(ErrorDescription error) => WriteError(error.ToRecord());

    /// <summary>Writes each item to the stream that it is meant for.</summary>
    private protected void Write(IEnumerable<CmdletOutput> outputs)
    {
        foreach (CmdletOutput output in outputs)
        {
            switch (output)
            {
                case CmdletOutput.Objects objects:
                    WriteObject(objects.Values, enumerateCollection: true);
                    break;
                case CmdletOutput.Error error:
                    WriteError(error.Description);
                    break;
                case CmdletOutput.Warning warning:
                    WriteWarning(warning.Text);
                    break;
                case CmdletOutput.Verbose verbose:
                    WriteVerbose(verbose.Text);
                    break;
            }
        }
    }

    /// <summary>Asks for a secret that is not shown while it is typed.</summary>
    private protected System.Security.SecureString AskSecret(string prompt)
    {
        Host.UI.Write(LogSanitizer.Message(prompt) + ": ");
        return Host.UI.ReadLineAsSecureString();
    }
}
