using System.Collections.Concurrent;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>Resolves the scopes of variables, and caches the lists that it reads: each list is read once per call.</summary>
internal sealed class VariableScopeResolver
{
    private readonly ConcurrentDictionary<(Uri, string), VariableStore> _stores = new();
    private readonly ConcurrentDictionary<(Uri, string), Lazy<Task<List<DeploymentEnvironment>>>> _environments = new();

    /// <summary>Gets the store of a scope.</summary>
    public VariableStore Store(BitbucketClient client, VariableScope scope) =>
        _stores.GetOrAdd((client.ApiUri, Key(scope)), _ => new VariableStore(client, scope));

    /// <summary>
    /// Looks up an environment by name or uuid. An exact match of the name is preferred to one that differs in case.
    /// </summary>
    public async Task<VariableScope> EnvironmentAsync(
        BitbucketClient client, RepositoryId repository, string nameOrUuid, CancellationToken cancellationToken)
    {
        IReadOnlyList<DeploymentEnvironment> all = await EnvironmentsAsync(client, repository, cancellationToken).ConfigureAwait(false);
        DeploymentEnvironment? found = Guid.TryParse(Uri.UnescapeDataString(nameOrUuid), out Guid uuid)
            ? all.FirstOrDefault(e => Guid.TryParse(e.Uuid, out Guid own) && own == uuid)
            : all.FirstOrDefault(e => e.Name == nameOrUuid)
            ?? all.FirstOrDefault(e => string.Equals(e.Name, nameOrUuid, StringComparison.OrdinalIgnoreCase));
        return found?.Uuid is { } id
            ? VariableScope.OfEnvironment(repository, id, found.Name)
            : throw new ErrorRecordException(Errors.EnvironmentNotFound(nameOrUuid, repository, all));
    }

    /// <summary>Gets the environments of a repository.</summary>
    public async Task<IReadOnlyList<DeploymentEnvironment>> EnvironmentsAsync(
        BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken) =>
        await _environments.GetOrAdd(
            (client.ApiUri, repository.ToString().ToUpperInvariant()), _ => new Lazy<Task<List<DeploymentEnvironment>>>(
            () => client.ReadCurrentAsync(
                Environments.List(repository), e => e.Uuid, uuid => Environments.Get(repository, uuid), cancellationToken)))
            .Value.ConfigureAwait(false);

    /// <summary>The cache key. The names of workspaces and repositories are not case-sensitive.</summary>
    private static string Key(VariableScope scope) =>
        $"{scope.Kind} {scope.Repository} {scope.EnvironmentUuid} {scope.Workspace} {scope.Account}".ToUpperInvariant();
}
