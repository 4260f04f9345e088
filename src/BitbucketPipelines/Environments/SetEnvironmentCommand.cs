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

    /// <summary>Writes the environment as it is now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool? Restrict => MyInvocation.BoundParameters.ContainsKey(nameof(AdminOnly)) ? AdminOnly : null;

    /// <inheritdoc/>
    private protected override void ProcessEnvironments(RepositoryId repository, IReadOnlyList<DeploymentEnvironment> environments)
    {
        string? newName = NotEmpty(NewName);
        if (newName is null && Restrict is null)
        {
            throw new ItemFailedException(ErrorRecords.NothingToChange("-NewName or -AdminOnly"), terminating: true);
        }

        if (newName is not null && environments.Count > 1)
        {
            throw new ItemFailedException(ErrorRecords.OneNewName("environment", [.. environments.Select(e => e.Name)]));
        }

        foreach (DeploymentEnvironment environment in environments)
        {
            if (ShouldProcess($"{environment.Name} in {repository}", Describe(newName)))
            {
                Guard(() => Apply(repository, environment, newName), environment);
            }
        }
    }

    private string Describe(string? newName) => string.Join(", ", new[]
    {
        newName is null ? null : $"Rename environment to {newName}",
        Restrict switch { true => "Let administrators only deploy", false => "Let everybody deploy who may write", null => null },
    }.Where(text => text is not null));

    private void Apply(RepositoryId repository, DeploymentEnvironment environment, string? newName)
    {
        BitbucketSession session = CurrentSession;
        Await(token => EnvironmentChanger.ApplyAsync(Client, session, repository, environment, newName, Restrict, token));
        if (!PassThru)
        {
            return;
        }

        (DeploymentEnvironment now, bool isDone) = Await(token => EnvironmentEditor.ReadAsync(Client, repository, Required.Uuid(environment.Uuid, $"environment '{environment.Name}'"), newName, Restrict, token));
        if (!isDone)
        {
            WriteWarning($"Bitbucket has accepted the change of environment '{environment.Name}' in {repository}, and does not show it yet.");
        }

        WriteObject(now);
    }
}
