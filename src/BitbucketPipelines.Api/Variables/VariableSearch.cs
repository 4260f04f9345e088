using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// Searches the variables of a workspace, of its repositories and of their environments. Reading and collecting are separate, so that
/// several places can be read at the same time.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="workspace">The workspace.</param>
/// <param name="isMatch">Whether a variable is searched for.</param>
internal sealed class VariableSearch(BitbucketClient client, string workspace, Func<Variable, bool> isMatch)
{
    private readonly List<Variable> _ofWorkspace = [];
    private readonly List<Variable> _overriding = [];

    /// <summary>The places to read: the workspace first, then the repositories.</summary>
    /// <param name="repositories">The repositories to search.</param>
    /// <param name="unreadable">Called for each part of a repository that cannot be read.</param>
    public IReadOnlyList<SearchedPlace> Places(
        IEnumerable<Repository> repositories, Action<string, BitbucketApiException> unreadable) =>
    [
        new($"workspace {workspace}", true, token => ReadAsync(VariableScope.OfWorkspace(workspace), token)),
        .. repositories.Select(r => new RepositoryId(workspace, r.Slug ?? r.RepositoryUuid ?? ""))
            .Select(id => new SearchedPlace(id.ToString(), false, token => ReadRepositoryAsync(id, unreadable, token))),
    ];

    /// <summary>
    /// The matching variables of a place that was read, with <see cref="Variable.OverriddenBy"/> set. Variables of the workspace are
    /// returned by <see cref="TakeRest"/>: until then it is not known which variables override them.
    /// </summary>
    public IReadOnlyList<Variable> Take(SearchedPlace place)
    {
        if (place.IsWorkspace)
        {
            _ofWorkspace.AddRange(place.Variables.Where(isMatch));
            return [];
        }

        VariablePrecedence.Mark(place.Variables);
        _overriding.AddRange(place.Variables.Where(v => _ofWorkspace.Exists(o => o.Name == v.Name)));
        return [.. place.Variables.Where(isMatch)];
    }

    /// <summary>The matching variables of the workspace, after all places.</summary>
    public IReadOnlyList<Variable> TakeRest()
    {
        VariablePrecedence.Mark([.. _ofWorkspace, .. _overriding]);
        return _ofWorkspace;
    }

    /// <summary>
    /// Reads the variables of a repository and of its environments. If one of these lists cannot be read, the others are.
    /// </summary>
    /// <exception cref="BitbucketApiException">No other request can succeed either.</exception>
    private async Task<List<Variable>> ReadRepositoryAsync(
        RepositoryId id, Action<string, BitbucketApiException> unreadable, CancellationToken cancellationToken)
    {
        List<Variable> found = await TryAsync(id.ToString(), ReadAsync(VariableScope.OfRepository(id), cancellationToken))
            .ConfigureAwait(false);
        List<DeploymentEnvironment> environments = await TryAsync(
            $"environments of {id}", client.ReadAllAsync(Environments.List(id), e => e.Uuid, cancellationToken)).ConfigureAwait(false);
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
        List<Variable> found = await client
            .ReadAllAsync(VariableOperations.List(scope), v => v.Uuid, cancellationToken).ConfigureAwait(false);
        found.ForEach(v => v.SetLocation(scope, client.SiteUri));
        return found;
    }
}
