using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Creates a self-hosted runner, which you then start on a machine of your own.</summary>
/// <remarks>
/// <para>Bitbucket returns the secret of a runner only once. It is the property ClientSecret of the returned object, a SecureString, and is
/// not shown anywhere. Store it at once, or pass it to the start command of the runner, which needs it together with ClientId and the
/// uuids; it cannot be read again. When the response is lost, so is the secret: the error says how to find and remove the runner.</para>
/// <para>Each self-hosted runner has the label self.hosted, which the cmdlet adds if necessary, and a label of its operating system: linux,
/// linux.arm64, linux.shell, windows or macos. Labels consist of lower case letters, digits and dots. Bitbucket allows 100 runners in a
/// repository and 100 in a workspace, and several runners can have the same name.</para>
/// </remarks>
/// <example>
/// <code>New-BbRunner linux-2 -Label linux, docker.large</code>
/// <para>Creates a runner of the session's repository, and returns it.</para>
/// </example>
/// <example>
/// <code>$runner = New-BbRunner shared-3 -WorkspaceScope
/// $env:OAUTH_CLIENT_SECRET = [pscredential]::new('runner', $runner.ClientSecret).GetNetworkCredential().Password
/// docker run -d -e ACCOUNT_UUID=$account -e RUNNER_UUID=$($runner.Uuid) `
///     -e OAUTH_CLIENT_ID=$($runner.ClientId) -e OAUTH_CLIENT_SECRET $image
/// Remove-Item Env:OAUTH_CLIENT_SECRET</code>
/// <para>Passes the secret to the runner in an environment variable, so that it is neither printed nor part of a command line. $account is
/// the uuid of the workspace, $image the image of the runner from the documentation of Bitbucket.</para>
/// </example>
/// <example>
/// <code>$runner = New-BbRunner linux-2
/// Set-Secret bitbucket-runner-linux-2 -SecureStringSecret $runner.ClientSecret</code>
/// <para>Stores the secret in a vault of Microsoft.PowerShell.SecretManagement.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "BbRunner", SupportsShouldProcess = true)]
[OutputType(typeof(Runner))]
public sealed class NewRunnerCommand : RunnerCmdlet
{
    private readonly List<PlaceChange> _changes = [];

    /// <summary>The name.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [MustSpecify]
    [ValidateNotNullOrEmpty]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The labels by which steps select the runner. self.hosted is added. The default is linux: Docker on Linux, x64.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Labels")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunnerCompleter))]
    public string[] Label { get; set; } = ["linux"];

    /// <inheritdoc/>
    private protected override object? FailureTarget => Name;

    /// <inheritdoc/>
    private protected override bool IsRepeatable => false;

    /// <inheritdoc/>
    protected override void Process()
    {
        (RunnerScope scope, BitbucketClient client, BitbucketSession session) = (ResolveScope(), Client, CurrentSession);
        var body = new RunnerBody { Name = Name, Labels = RunnerLabels.Complete(Label) };
        _changes.Add(new PlaceChange("runner", body.Name, scope.Workspace, scope.Repository?.Slug, session, Plan)
        {
            FailureTarget = body.Name,
            Key = $"{body.Name} {_changes.Count}",
            // What would be refused in earnest is refused: there may be no such repository.
            Read = IsWhatIf ? token => client.SendAsync(Runners.List(scope).With("pagelen", "1"), token) : null,
            IsReadForPlanOnly = true,
        });

        PlannedWrite Plan()
        {
            if (!IsWhatIf)
            {
                WarnOfLabels(body.Name, body.Labels);
            }

            return Create();
        }

        PlannedWrite Create() => new(
            ItemAction.Create, "Create runner", $"{body.Name} ({string.Join(", ", body.Labels)}) in {scope}",
            async token =>
            {
                Runner runner = await RunnerEditor.CreateAsync(client, scope, body, token).ConfigureAwait(false);
                KeepSecret(runner);
                return runner;
            })
        {
            Map = e => Errors.RunnerNotCreated(e, session, scope, body.Name),
        };
    }

    /// <inheritdoc/>
    protected override void Finish() => ChangePlaces(_changes, new BulkOptions("runner", ThrottleLimit) { WritesItemOnly = true });

    private void KeepSecret(Runner runner)
    {
        if (runner.ClientDetail?.TakeSecret() is { Length: > 0 } secret)
        {
            RunnerSecrets.Keep(runner, secret);
        }
        else
        {
            Post(() => WriteWarning($"Bitbucket returned no secret for runner '{runner.Name}' ({runner.Uuid}). The runner cannot be "
                + "started without it: remove it, and create another."));
        }
    }
}
