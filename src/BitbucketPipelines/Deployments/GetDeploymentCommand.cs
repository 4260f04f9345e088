using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets deployments of a repository.</summary>
/// <remarks>
/// Each step of a run that deploys to an environment makes one. They come in the order in which Bitbucket sends them, which is not
/// documented: sort by LastUpdated, or use -Latest. Bitbucket does not filter them: with a filter, or -Latest, the whole list is read.
/// State is UNDEPLOYED, IN_PROGRESS or COMPLETED; Status, of what is completed, SUCCESSFUL, FAILED or STOPPED. The objects can be piped to
/// Get-BbPipeline, Get-BbStep and Get-BbStepLog.
/// </remarks>
/// <example>
/// <code>Get-BbDeployment -Latest -Status SUCCESSFUL</code>
/// <para>What is deployed where: the newest successful deployment of each environment.</para>
/// </example>
/// <example>
/// <code>Get-BbDeployment -Environment Production -Status FAILED | Get-BbStepLog -Tail 20</code>
/// <para>Why deployments failed.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbDeployment -Environment 'Prod*' -Latest | Format-Table Repository, Release, Status, CompletedOn</code>
/// <para>What was last deployed to production, in all repositories.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbDeployment", DefaultParameterSetName = "List", SupportsPaging = true)]
[OutputType(typeof(Deployment))]
public sealed class GetDeploymentCommand : RepositoryCmdlet
{
    // Longer than most: deployments come by run, by uuid or as a list, and their environments are looked up.
    private readonly VariableScopeResolver _finder = new();

    /// <summary>Deployments to this environment: its name (case does not matter; takes wildcards) or uuid.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "List")]
    [RefuseEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>Deployments in one of these states.</summary>
    [Parameter(ParameterSetName = "List")]
    [ValidateSet("UNDEPLOYED", "IN_PROGRESS", "COMPLETED")]
    public string[] State { get; set; } = [];

    /// <summary>Completed deployments that ended in one of these ways.</summary>
    [Parameter(ParameterSetName = "List")]
    [ValidateSet("SUCCESSFUL", "FAILED", "STOPPED")]
    public string[] Status { get; set; } = [];

    /// <summary>Deployments of these runs: build numbers (<c>42</c> or <c>#42</c>), uuids, addresses, or runs.</summary>
    [Parameter(ParameterSetName = "List")]
    [ValidateNotNullOrEmpty]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>The newest of each environment only, of those that meet the filters.</summary>
    [Parameter(ParameterSetName = "List")]
    public SwitchParameter Latest { get; set; }

    /// <summary>The uuid, with or without braces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Uuid")]
    [ValidateNotNullOrEmpty]
    public string[]? Uuid { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (PipelineReference reference in Pipeline)
        {
            Guard(() => ListOf(reference), reference.ToString());
        }

        if (Pipeline.Length > 0)
        {
            return;
        }

        RepositoryId repository = Target;
        if (Uuid is null)
        {
            List(repository, NewFilter(repository));
            return;
        }

        foreach (string uuid in Uuid)
        {
            Guard(() =>
            {
                Deployment deployment = Read(repository, uuid);
                Complete(repository, deployment);
                WriteObject(deployment);
            }, uuid);
        }
    }

    private Deployment Read(RepositoryId repository, string uuid) =>
        Guid.TryParse(uuid, out _)
            ? Await(
                token => Client.SendAsync(Deployments.Get(repository, RepositoryId.Braced(uuid)), token),
                e => ErrorRecords.DeploymentNotFound(e, uuid, repository))
            : throw new ErrorRecordException(ErrorRecords.DeploymentNotFound(uuid, repository));

    private void ListOf(PipelineReference reference)
    {
        PipelineId run = reference.Parse();
        RepositoryId repository = TargetOf(reference, run);
        string uuid = run.BuildNumber is null ? run.Value
            : Await(token => Client.SendAsync(Pipelines.Get(repository, run.Value), token)).Uuid ?? "";
        List(repository, NewFilter(repository) with { Run = uuid });
    }

    private void List(RepositoryId repository, DeploymentFilter filter) => WriteList(
        DeploymentResource.Of(repository, filter.Run, deployment => Complete(repository, deployment)),
        new ListQuery<Deployment>
        {
            Filter = filter.IsEmpty ? null : filter.Matches,
            Reduce = Latest ? found => [.. Deployment.Latest(found)] : null,
        });

    private DeploymentFilter NewFilter(RepositoryId repository)
    {
        var filter = new DeploymentFilter { States = State, Statuses = Status };
        if (NotEmpty(Environment) is not { } wanted)
        {
            return filter;
        }

        if (WildcardPattern.ContainsWildcardCharacters(wanted))
        {
            return filter with { EnvironmentName = new WildcardPattern(wanted, WildcardOptions.IgnoreCase).IsMatch };
        }

        // Looked up, so that a mistyped name does not pass for one without deployments.
        VariableScope found = Await(token => _finder.EnvironmentAsync(Client, repository, wanted, token));
        return filter with
        {
            EnvironmentUuid = found.EnvironmentUuid,
            EnvironmentName = name => string.Equals(name, found.Environment, StringComparison.OrdinalIgnoreCase),
        };
    }

    /// <summary>Says where it is, and the name of its environment where only the uuid was sent.</summary>
    private void Complete(RepositoryId repository, Deployment deployment)
    {
        if (deployment is { Environment: null, EnvironmentUuid: { } uuid })
        {
            DeploymentEnvironment? known = Await(token => _finder.EnvironmentsAsync(Client, repository, token))
                .FirstOrDefault(e => string.Equals(e.Uuid, uuid, StringComparison.OrdinalIgnoreCase));
            deployment.EnvironmentDetail = known ?? deployment.EnvironmentDetail;
        }

        deployment.SetLocation(repository, Client.SiteUri);
    }
}
