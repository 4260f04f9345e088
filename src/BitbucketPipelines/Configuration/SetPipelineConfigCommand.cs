using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Enables or disables Pipelines in a repository.</summary>
/// <remarks>
/// In a new repository Pipelines must be enabled before its first run. Disabling it removes nothing, but pushes and schedules start no
/// runs.
/// </remarks>
/// <example>
/// <code>Set-BbPipelineConfig -Enabled $true</code>
/// <para>Enables Pipelines in the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'old-*' | Set-BbPipelineConfig -Enabled $false -PassThru</code>
/// <para>Disables Pipelines in several repositories, and returns their configurations.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbPipelineConfig", SupportsShouldProcess = true)]
[OutputType(typeof(PipelineConfig))]
public sealed class SetPipelineConfigCommand : RepositoryCmdlet
{
    /// <summary>Whether to enable (<c>$true</c>) or disable (<c>$false</c>) Pipelines.</summary>
    [Parameter(Position = 0)]
    [MustSpecify]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public bool Enabled { get; set; }

    /// <summary>Returns the configuration.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = TargetRepository;
        if (IsWhatIf)
        {
            // What would be refused in earnest is refused: there may be no such repository.
            _ = Await(token => Client.SendAsync(Repositories.Get(repository), token));
        }

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
