using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Commands;

/// <summary>Gets whether a repository uses Pipelines.</summary>
/// <remarks>
/// Bitbucket has no configuration of a repository in which Pipelines was never enabled; that gives the error PipelinesNotEnabled.
/// </remarks>
/// <example>
/// <code>Get-BbPipelineConfig</code>
/// <para>Whether Pipelines is on in the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbPipelineConfig -ErrorAction SilentlyContinue | Where-Object Enabled</code>
/// <para>The repositories of the workspace in which Pipelines is on.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbPipelineConfig")]
[OutputType(typeof(PipelineConfig))]
public sealed class GetPipelineConfigCommand : RepositoryCmdlet
{
    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = Target;
        BitbucketSession session = CurrentSession;
        PipelineConfig config = Await(
            token => ConfigReader.ReadAsync(Client, repository, token), e => ErrorRecords.ConfigNotRead(e, session, repository));
        config.SetLocation(repository, Client.SiteUri);
        WriteObject(config);
    }
}
