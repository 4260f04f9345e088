using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Settings;

namespace BitbucketPipelines.Commands;

/// <summary>Renames deployment environments, or restricts who may deploy to them.</summary>
/// <remarks>
/// Bitbucket lets the API change the name and who may deploy, and nothing else: the type stays. Each change is a request of its own, and
/// what is so already is not sent. Bitbucket only says that it has accepted a change; -PassThru looks for some seconds whether it is
/// carried out, and warns if it is not to be seen by then.
/// </remarks>
/// <example>
/// <code>Set-BbEnvironment Production -AdminOnly $true</code>
/// <para>Only administrators may deploy to it from now on.</para>
/// </example>
/// <example>
/// <code>Set-BbEnvironment Live -NewName Production -PassThru</code>
/// <para>Renames an environment, and writes it. Steps name environments: change bitbucket-pipelines.yml too.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbEnvironment | Where-Object EnvironmentType -eq Production | Set-BbEnvironment -AdminOnly $true</code>
/// <para>All production environments of a workspace.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbEnvironment", SupportsShouldProcess = true, DefaultParameterSetName = "InputObject")]
[OutputType(typeof(DeploymentEnvironment))]
public sealed class SetEnvironmentCommand : EnvironmentCmdlet
{
    /// <summary>The new name. For one environment at a time.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    public string? NewName { get; set; }

    /// <summary>Whether only administrators may deploy.</summary>
    [Parameter]
    public bool AdminOnly { get; set; }

    /// <summary>Writes the environment as it is now; with -WhatIf, the plan.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool? Restrict => MyInvocation.BoundParameters.ContainsKey(nameof(AdminOnly)) ? AdminOnly : null;

    /// <inheritdoc/>
    private protected override bool Renames => NotEmpty(NewName) is not null;

    /// <inheritdoc/>
    private protected override Func<IReadOnlyList<DeploymentEnvironment>, IEnumerable<PlannedChange<DeploymentEnvironment>>> NewPlan(
        RepositoryId repository, BitbucketClient client)
    {
        string? newName = NotEmpty(NewName);
        BitbucketSession session = CurrentSession;
        return environments => OneName(newName, "environment", environments, e => e.Name)
            .Select(environment => new PlannedChange<DeploymentEnvironment>(
            environment, ItemAction.Update, Describe(newName), $"{environment.Name} in {repository}",
            async token =>
            {
                await EnvironmentEditor.ApplyAsync(client, repository, environment, newName, Restrict, token).ConfigureAwait(false);
                return PassThru ? await ReadAsync(client, repository, environment, newName, token).ConfigureAwait(false) : null;
            })
            {
                Map = e => ErrorRecords.EnvironmentNotChanged(e, session, repository, environment, newName),
            });
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (NotEmpty(NewName) is null && Restrict is null)
        {
            throw new ErrorRecordException(ErrorRecords.NothingToChange("-NewName or -AdminOnly"), terminating: true);
        }

        base.Process();
    }

    /// <inheritdoc/>
    protected override void Finish() => Change(new BulkOptions("environment", ThrottleLimit)
    {
        Quiet = !PassThru,
        WritesItem = true,
    });

    private string Describe(string? newName) => string.Join(", ", new[]
    {
        newName is null ? null : $"Rename environment to {newName}",
        Restrict switch { true => "Let administrators only deploy", false => "Let everybody deploy who may write", null => null },
    }.Where(text => text is not null));

    private async Task<DeploymentEnvironment> ReadAsync(
        BitbucketClient client, RepositoryId repository, DeploymentEnvironment environment, string? newName,
        CancellationToken cancellationToken)
    {
        string uuid = Required.Uuid(environment.Uuid, $"environment '{environment.Name}'");
        (DeploymentEnvironment now, bool isDone) = await EnvironmentEditor
            .ReadAsync(client, repository, uuid, newName, Restrict, cancellationToken).ConfigureAwait(false);
        if (!isDone)
        {
            Post(() => WriteWarning(
                $"Bitbucket has accepted the change of environment '{environment.Name}' in {repository}, and does not show it yet."));
        }

        return now;
    }
}
