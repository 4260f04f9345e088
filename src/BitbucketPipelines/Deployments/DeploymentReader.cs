using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>Reads what Get-BbDeployment needs besides the list. The environments of a repository are read once for all records.</summary>
internal sealed class DeploymentReader
{
    private readonly VariableScopeResolver _environments = new();

    /// <summary>Reads a deployment by its uuid.</summary>
    public async Task<Deployment> ReadAsync(
        BitbucketClient client, RepositoryId repository, string uuid, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(uuid, out _))
        {
            throw new ErrorRecordException(Errors.DeploymentNotFound(uuid, repository));
        }

        Deployment deployment = await ErrorMap.RunAsync(
            token => client.SendAsync(Deployments.Get(repository, RepositoryId.Braced(uuid)), token),
            e => Errors.DeploymentNotFound(e, uuid, repository), cancellationToken).ConfigureAwait(false);
        await CompleteAsync(client, repository, deployment, cancellationToken).ConfigureAwait(false);
        return deployment;
    }

    /// <summary>Sets the location of a deployment, and the name of its environment if Bitbucket sent only the uuid.</summary>
    public async Task CompleteAsync(
        BitbucketClient client, RepositoryId repository, Deployment deployment, CancellationToken cancellationToken)
    {
        if (deployment is { Environment: null, EnvironmentUuid: { } uuid })
        {
            IReadOnlyList<DeploymentEnvironment> all = await _environments.EnvironmentsAsync(client, repository, cancellationToken)
                .ConfigureAwait(false);
            deployment.EnvironmentDetail = all.FirstOrDefault(e => string.Equals(e.Uuid, uuid, StringComparison.OrdinalIgnoreCase))
                ?? deployment.EnvironmentDetail;
        }

        deployment.SetLocation(repository, client.SiteUri);
    }

    /// <summary>Adds environments and a run to a filter. Their uuids are looked up where they are not known.</summary>
    /// <param name="client">The client.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="filter">The other conditions.</param>
    /// <param name="environments">Names, patterns and uuids of environments; empty for all environments.</param>
    /// <param name="run">The run; null for all runs.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public async Task<DeploymentFilter> ResolveFilterAsync(
        BitbucketClient client, RepositoryId repository, DeploymentFilter filter, IReadOnlyList<string> environments, RunInput? run,
        CancellationToken cancellationToken)
    {
        if (run is not null)
        {
            string? uuid = run.Uuid
                ?? (await client.SendAsync(Pipelines.Get(repository, run.Run.Value), cancellationToken).ConfigureAwait(false)).Uuid;
            filter = filter with { Run = uuid ?? "" };
        }

        DeploymentFilter[] any = new DeploymentFilter[environments.Count];
        for (int i = 0; i < any.Length; i++)
        {
            any[i] = await EnvironmentFilterAsync(client, repository, environments[i], cancellationToken).ConfigureAwait(false);
        }

        return filter with { AnyOf = any };
    }

    private async Task<DeploymentFilter> EnvironmentFilterAsync(
        BitbucketClient client, RepositoryId repository, string environment, CancellationToken cancellationToken)
    {
        if (WildcardPattern.ContainsWildcardCharacters(environment))
        {
            return new() { EnvironmentName = Wildcard.Parse(environment).IsMatch };
        }

        // Look the name up, so that a misspelled name is an error and not an empty list.
        VariableScope found = await _environments.EnvironmentAsync(client, repository, environment, cancellationToken)
            .ConfigureAwait(false);
        return new()
        {
            EnvironmentUuid = found.EnvironmentUuid,
            EnvironmentName = name => string.Equals(name, found.Environment, StringComparison.OrdinalIgnoreCase),
        };
    }
}
