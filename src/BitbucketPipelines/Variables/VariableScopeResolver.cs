using System.Collections.Concurrent;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>Finds the scopes of variables and keeps what was read of them, so that a call reads each list once.</summary>
internal sealed class VariableScopeResolver
{
    private readonly ConcurrentDictionary<(Uri, string), VariableStore> _stores = new();
    private readonly ConcurrentDictionary<(Uri, string), Lazy<Task<List<DeploymentEnvironment>>>> _environments = new();

    /// <summary>The variables of a scope.</summary>
    public VariableStore Store(BitbucketClient client, VariableScope scope) =>
        _stores.GetOrAdd((client.ApiUri, Key(scope)), _ => new VariableStore(client, scope));

    /// <summary>An environment by name or uuid. The letter case of a name matters only where two differ in nothing else.</summary>
    public async Task<VariableScope> EnvironmentAsync(
        BitbucketClient client, RepositoryId repository, string wanted, CancellationToken cancellationToken)
    {
        IReadOnlyList<DeploymentEnvironment> all = await EnvironmentsAsync(client, repository, cancellationToken).ConfigureAwait(false);
        DeploymentEnvironment? found = Guid.TryParse(Uri.UnescapeDataString(wanted), out Guid uuid)
            ? all.FirstOrDefault(e => Guid.TryParse(e.Uuid, out Guid own) && own == uuid)
            : all.FirstOrDefault(e => e.Name == wanted)
            ?? all.FirstOrDefault(e => string.Equals(e.Name, wanted, StringComparison.OrdinalIgnoreCase));
        return found?.Uuid is { } id
            ? VariableScope.OfEnvironment(repository, id, found.Name)
            : throw new ErrorRecordException(ErrorRecords.EnvironmentNotFound(wanted, repository, all));
    }

    /// <summary>The environments of a repository.</summary>
    public async Task<IReadOnlyList<DeploymentEnvironment>> EnvironmentsAsync(
        BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken) =>
        await _environments.GetOrAdd(
            (client.ApiUri, repository.ToString().ToUpperInvariant()), _ => new Lazy<Task<List<DeploymentEnvironment>>>(
            () => client.ReadCurrentAsync(Environments.List(repository), e => e.Uuid, cancellationToken))).Value.ConfigureAwait(false);

    /// <summary>The letter case of workspaces and repositories does not matter: a place that is named twice is one place.</summary>
    private static string Key(VariableScope scope) =>
        $"{scope.Kind} {scope.Repository} {scope.EnvironmentUuid} {scope.Workspace} {scope.Account}".ToUpperInvariant();
}
