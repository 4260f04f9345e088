using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Variables;

/// <summary>Reads the variables of a workspace piece by piece: its own, its repositories', and their environments'.</summary>
internal sealed class VariableSearch
{
    private readonly BitbucketClient _client;
    private readonly string _workspace;

    /// <summary>Creates a search; nothing is read yet.</summary>
    public VariableSearch(BitbucketClient client, string workspace)
    {
        _client = client;
        _workspace = workspace;
    }

    /// <summary>The repositories of the workspace, by slug.</summary>
    /// <exception cref="BitbucketApiException">They cannot be read.</exception>
    public Task<List<Repository>> RepositoriesAsync(CancellationToken cancellationToken) =>
        _client.ReadAllAsync(Repositories.List(_workspace).With("sort", "slug"), r => r.RepositoryUuid ?? r.FullName, cancellationToken);

    /// <summary>The workspace's own variables.</summary>
    /// <exception cref="BitbucketApiException">They cannot be read.</exception>
    public Task<List<Variable>> WorkspaceAsync(CancellationToken cancellationToken) =>
        ReadAsync(VariableScope.OfWorkspace(_workspace), cancellationToken);

    /// <summary>The variables of a repository and of its environments. What cannot be read is told, and the rest goes on.</summary>
    /// <exception cref="BitbucketApiException">Whatever else is asked for would fail in the same way.</exception>
    public async Task<List<Variable>> RepositoryAsync(
        RepositoryId id, Action<string, BitbucketApiException> unreadable, CancellationToken cancellationToken)
    {
        List<Variable> found = await TryAsync(id.ToString(), ReadAsync(VariableScope.OfRepository(id), cancellationToken))
            .ConfigureAwait(false);
        List<DeploymentEnvironment> environments = await TryAsync(
            $"environments of {id}", _client.ReadAllAsync(Environments.List(id), e => e.Uuid, cancellationToken)).ConfigureAwait(false);
        foreach (VariableScope scope in environments.Select(e => VariableScope.OfEnvironment(id, e.Uuid ?? "", e.Name)))
        {
            found.AddRange(await TryAsync(scope.ToString(), ReadAsync(scope, cancellationToken)).ConfigureAwait(false));
        }

        return found;

        async Task<List<T>> TryAsync<T>(string place, Task<List<T>> read)
        {
            try
            {
                return await read.ConfigureAwait(false);
            }
            catch (BitbucketApiException e) when (!BulkWork.IsEnd(e))
            {
                unreadable(place, e);
                return [];
            }
        }
    }

    private async Task<List<Variable>> ReadAsync(VariableScope scope, CancellationToken cancellationToken)
    {
        List<Variable> found = await _client
            .ReadAllAsync(VariableOperations.List(scope), v => v.Uuid, cancellationToken).ConfigureAwait(false);
        found.ForEach(v => v.SetLocation(scope));
        return found;
    }
}
