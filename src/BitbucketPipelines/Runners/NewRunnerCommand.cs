using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Commands;

/// <summary>Creates a self-hosted runner, to be started on a machine of one's own.</summary>
/// <remarks>
/// <para>Bitbucket gives the secret of a runner this one time: it is the property ClientSecret of what is written, a SecureString, and is
/// shown nowhere. Keep it at once, or hand it to the start command of the runner; it can never be read again. The start command takes it
/// with the uuids and ClientId. When the answer to the request is lost, so is the secret: the error says how to find and remove the
/// runner.</para>
/// <para>Each self-hosted runner has the label self.hosted, which is added where it is not given, and one that names its system: linux,
/// linux.arm64, linux.shell, windows or macos. Labels have lower case letters, digits and dots. Bitbucket allows 100 runners for a
/// repository and 100 for a workspace, and several of the same name.</para>
/// </remarks>
/// <example>
/// <code>New-BbRunner linux-2 -Label linux, docker.large</code>
/// <para>Creates a runner of the session's repository, and writes it.</para>
/// </example>
/// <example>
/// <code>$runner = New-BbRunner shared-3 -WorkspaceScope
/// $env:OAUTH_CLIENT_SECRET = [pscredential]::new('runner', $runner.ClientSecret).GetNetworkCredential().Password
/// docker run -d -e ACCOUNT_UUID=$account -e RUNNER_UUID=$($runner.Uuid) `
///     -e OAUTH_CLIENT_ID=$($runner.ClientId) -e OAUTH_CLIENT_SECRET $image
/// Remove-Item Env:OAUTH_CLIENT_SECRET</code>
/// <para>Hands the secret to the runner by the environment: it is printed nowhere, and stands in no command line. $account is the uuid of
/// the workspace, $image the image of the runner that Bitbucket names.</para>
/// </example>
/// <example>
/// <code>$runner = New-BbRunner linux-2
/// Set-Secret bitbucket-runner-linux-2 -SecureStringSecret $runner.ClientSecret</code>
/// <para>Keeps the secret in a vault of Microsoft.PowerShell.SecretManagement.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "BbRunner", SupportsShouldProcess = true)]
[OutputType(typeof(Runner))]
public sealed class NewRunnerCommand : RunnerCmdlet
{
    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [RefuseEmpty]
    public string Name { get; set; } = "";

    /// <summary>The labels by which steps find it. self.hosted is added. By default linux: Docker on Linux, x64.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Labels")]
    [ValidateNotNullOrEmpty]
    public string[] Label { get; set; } = ["linux"];

    /// <inheritdoc/>
    private protected override object? FailureTarget => Name;

    /// <inheritdoc/>
    protected override void Process()
    {
        RunnerScope scope = ResolveScope();
        string[] labels = RunnerLabels.Complete(Label);
        if (!ShouldProcess($"{Name} ({string.Join(", ", labels)}) in {scope}", "Create runner"))
        {
            return;
        }

        WarnOfLabels(Name, labels);
        BitbucketSession session = CurrentSession;
        Runner runner = Await(
            token => RunnerEditor.CreateAsync(Client, scope, new RunnerBody { Name = Name, Labels = labels }, token),
            e => ErrorRecords.RunnerNotCreated(e, session, scope, Name));
        WriteObject(WithSecret(runner));
    }

    private PSObject WithSecret(Runner runner)
    {
        var written = new PSObject(runner);
        if (runner.ClientDetail?.TakeSecret() is { Length: > 0 } secret)
        {
            written.Properties.Add(new PSNoteProperty("ClientSecret", Secrets.Protect(secret)));
        }
        else
        {
            WriteWarning($"Bitbucket gave no secret for runner '{Name}' ({runner.Uuid}). Without it the runner cannot be started: remove "
                + "it, and make another.");
        }

        return written;
    }
}
