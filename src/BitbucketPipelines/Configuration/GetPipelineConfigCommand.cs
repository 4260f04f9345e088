using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Commands;

/// <summary>Gets whether Pipelines is enabled in a repository.</summary>
/// <remarks>
/// If Pipelines was never enabled in a repository, there is no configuration, and the error is PipelinesNotEnabled.
/// </remarks>
/// <example>
/// <code>Get-BbPipelineConfig</code>
/// <para>Gets the configuration of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbPipelineConfig -ErrorAction SilentlyContinue | Where-Object Enabled</code>
/// <para>Finds the repositories of the workspace in which Pipelines is enabled.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbPipelineConfig")]
[OutputType(typeof(PipelineConfig))]
public sealed class GetPipelineConfigCommand : RepositoryCmdlet
{
    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = TargetRepository;
        BitbucketSession session = CurrentSession;
        Start(
            (client, token) => ConfigReader.ReadAsync(client, repository, token), e => Errors.ConfigNotRead(e, session, repository),
            config =>
            {
                config.SetLocation(repository, Client.SiteUri);
                WriteObject(config);
            });
    }
}
