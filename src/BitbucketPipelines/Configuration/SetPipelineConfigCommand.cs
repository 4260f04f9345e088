using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Commands;

/// <summary>Turns Pipelines on or off in a repository.</summary>
/// <remarks>
/// A new repository has to have it turned on once. Turned off, nothing is lost, but pushes and schedules start no runs.
/// </remarks>
/// <example>
/// <code>Set-BbPipelineConfig -Enabled $true</code>
/// <para>Turns Pipelines on in the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'old-*' | Set-BbPipelineConfig -Enabled $false -PassThru</code>
/// <para>Turns it off in some repositories, and writes what they are now.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbPipelineConfig", SupportsShouldProcess = true)]
[OutputType(typeof(PipelineConfig))]
public sealed class SetPipelineConfigCommand : RepositoryCmdlet
{
    /// <summary>Whether it is to be on: <c>$true</c> or <c>$false</c>.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public bool Enabled { get; set; }

    /// <summary>Writes the configuration.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = Target;
        if (!ShouldProcess(repository.ToString(), Enabled ? "Enable Pipelines" : "Disable Pipelines"))
        {
            return;
        }

        PipelineConfig config = Await(token => Client.SendAsync(ConfigOperations.Update(repository, Enabled), token));
        if (PassThru)
        {
            config.SetLocation(repository, Client.SiteUri);
            WriteObject(config);
        }
    }
}
