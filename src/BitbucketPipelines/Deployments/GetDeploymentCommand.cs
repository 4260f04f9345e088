using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets deployments of a repository, newest first.</summary>
/// <remarks>
/// Each step of a run that deploys to an environment creates a deployment. Bitbucket neither sorts deployments nor filters them by anything
/// but the run, so the whole list is read; the newest deployment is the one with the latest LastUpdated. State is UNDEPLOYED, IN_PROGRESS
/// or COMPLETED. Status is set for completed deployments: SUCCESSFUL, FAILED or STOPPED. The objects can be piped to Get-BbPipeline,
/// Get-BbStep and Get-BbStepLog.
/// </remarks>
/// <example>
/// <code>Get-BbDeployment -Latest -Status SUCCESSFUL</code>
/// <para>Gets the latest successful deployment of each environment.</para>
/// </example>
/// <example>
/// <code>Get-BbPipeline -Branch main -Since 7d | Get-BbDeployment -Status SUCCESSFUL</code>
/// <para>Shows what the runs of a week deployed, and where.</para>
/// </example>
/// <example>
/// <code>Get-BbDeployment -Environment Production -Status FAILED | Get-BbStepLog -Tail 20</code>
/// <para>Gets the ends of the logs of the failed deployments to Production.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbDeployment -Environment 'Prod*' -Latest | Format-Table Repository, Release, Status, CompletedOn</code>
/// <para>Shows what was last deployed to production in each repository.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbDeployment", DefaultParameterSetName = "List", SupportsPaging = true)]
[OutputType(typeof(Deployment))]
public sealed class GetDeploymentCommand : RepositoryCmdlet
{
    private readonly DeploymentReader _reader = new();

    /// <summary>Gets deployments to these environments: names (not case-sensitive, wildcards are allowed) or uuids.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "List")]
    [RefuseEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[]? Environment { get; set; }

    /// <summary>Gets deployments in one of these states.</summary>
    [Parameter(ParameterSetName = "List")]
    [ValidateSet("UNDEPLOYED", "IN_PROGRESS", "COMPLETED")]
    public string[] State { get; set; } = [];

    /// <summary>Gets completed deployments with one of these results.</summary>
    [Parameter(ParameterSetName = "List")]
    [Alias("Result")]
    [ValidateSet("SUCCESSFUL", "FAILED", "STOPPED")]
    public string[] Status { get; set; } = [];

    /// <summary>
    /// Gets deployments of these runs: build numbers (<c>42</c> or <c>#42</c>), <c>latest</c>, uuids, URLs of web pages, or runs, which can
    /// be piped in.
    /// </summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "List")]
    [Alias("BuildNumber", "Build")]
    [ValidateRun]
    [ArgumentCompleter(typeof(RunCompleter))]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>Gets only the latest deployment of each environment, among those that match the filters.</summary>
    [Parameter(ParameterSetName = "List")]
    public SwitchParameter Latest { get; set; }

    /// <summary>The uuid of the deployment, with or without braces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Uuid")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DeploymentCompleter))]
    public string[]? Uuid { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (IsTyped(nameof(Environment)) && Array.Exists(Environment!, string.IsNullOrWhiteSpace))
        {
            throw new ErrorRecordException(Errors.EmptyArgument(nameof(Environment)), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        var query = new DeploymentFilter { States = State, Statuses = Status };
        string[] environments = [.. (Environment ?? []).Where(e => NotEmpty(e) is not null)];
        if (Pipeline.Length > 0)
        {
            // 1, 2, '#1' is a list of two runs.
            Pipeline = [.. Pipeline.GroupBy(p => p.Key).Select(same => same.First())];
            StartEachRun(async (record, run, token) =>
            {
                (Resource<Deployment> resource, ListQuery<Deployment> list) = await record.Gate.RunAsync(
                    () => FindAsync(record.Client, run.Repository, query, environments, run, token), token).ConfigureAwait(false);
                return await ListAsync(record, resource, list, token).ConfigureAwait(false);
            });
            return;
        }

        RepositoryId repository = TargetRepository;
        if (Uuid is null)
        {
            WriteList((client, token) => FindAsync(client, repository, query, environments, run: null, token));
            return;
        }

        foreach (string uuid in Uuid)
        {
            Start((client, token) => _reader.ReadAsync(client, repository, uuid, token), WriteObject, uuid);
        }
    }

    private async Task<(Resource<Deployment>, ListQuery<Deployment>)> FindAsync(
        BitbucketClient client, RepositoryId repository, DeploymentFilter query, string[] environments, RunInput? run,
        CancellationToken cancellationToken)
    {
        DeploymentFilter filter = await _reader.ResolveFilterAsync(client, repository, query, environments, run, cancellationToken)
            .ConfigureAwait(false);
        return (
            DeploymentResource.Of(repository, filter.Run, (found, token) => _reader.CompleteAsync(client, repository, found, token)),
            DeploymentResource.Query(filter, Latest));
    }
}
