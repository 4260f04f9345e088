using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Describes deployment environments for the cmdlets.</summary>
internal static class EnvironmentResource
{
    /// <summary>The environments of a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="site">The address of the web site.</param>
    public static Resource<DeploymentEnvironment> Of(RepositoryId repository, Uri site) => new(
        "environment", repository.ToString(), repository.Workspace, repository.Slug, Api.Endpoints.Environments.List(repository),
        e => e.Name, e => e.Uuid)
    {
        NotFound = (wanted, all) => Errors.EnvironmentNotFound(wanted, repository, all),
        Get = uuid => Api.Endpoints.Environments.Get(repository, uuid),
        Ambiguous = (wanted, same) => Errors.AmbiguousEnvironment(wanted, repository, same),
        Rename = (e, name) => e.Name = name,
        NameTaken = (e, name) => Errors.EnvironmentNameTaken(repository, e, name),
        SetLocation = e => e.SetLocation(repository, site),
    };
}
