using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// Searches the variables of a workspace, of its repositories and of their environments. Reading and collecting are separate, so that
/// several places can be read at the same time.
/// </summary>
/// <param name="workspace">The workspace.</param>
/// <param name="isMatch">Whether a variable is searched for.</param>
internal sealed class VariableSearch(string workspace, Func<Variable, bool> isMatch)
{
    private readonly List<Variable> _ofWorkspace = [];
    private readonly List<Variable> _overriding = [];

    /// <summary>The place for the variables of the workspace itself. It must be read and taken before the repositories.</summary>
    public SearchedPlace Workspace { get; } = new($"workspace {workspace}");

    /// <summary>
    /// Reads the variables of a place. If a part of a repository cannot be read, the other parts are. A repository that does not exist is
    /// reported once.
    /// </summary>
    /// <param name="place">The place.</param>
    /// <param name="client">The client.</param>
    /// <param name="gate">The limit on concurrent requests.</param>
    /// <param name="unreadable">Called for each part of a repository that cannot be read.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="BitbucketApiException">The workspace cannot be read, or no other request can succeed either.</exception>
    public async Task ReadAsync(
        SearchedPlace place, BitbucketClient client, AccountGate gate, Action<string, BitbucketApiException> unreadable,
        CancellationToken cancellationToken)
    {
        if (place.Repository is not { } id)
        {
            place.Variables = await ReadScopeAsync(VariableScope.OfWorkspace(workspace)).ConfigureAwait(false);
            return;
        }

        bool isMissing = false;
        List<Variable> found = await TryAsync(id.ToString(), ReadScopeAsync(VariableScope.OfRepository(id))).ConfigureAwait(false);
        List<DeploymentEnvironment> environments = await TryAsync(
            $"environments of {id}",
            client.ReadAllAsync(Environments.List(id), e => e.Uuid, cancellationToken, gate: gate)).ConfigureAwait(false);
        foreach (VariableScope scope in environments.Select(e => VariableScope.OfEnvironment(id, e.Uuid ?? "", e.Name)))
        {
            found.AddRange(await TryAsync(scope.ToString(), ReadScopeAsync(scope)).ConfigureAwait(false));
        }

        place.Variables = found;

        async Task<List<Variable>> ReadScopeAsync(VariableScope scope)
        {
            List<Variable> all = await client
                .ReadAllAsync(VariableOperations.List(scope), v => v.Uuid, cancellationToken, gate: gate).ConfigureAwait(false);
            all.ForEach(v => v.SetLocation(scope, client.SiteUri));
            return all;
        }

        async Task<List<T>> TryAsync<T>(string part, Task<List<T>> read)
        {
            try
            {
                return await read.ConfigureAwait(false);
            }
            catch (BitbucketApiException e) when (!BulkWork.IsEnd(e))
            {
                if (!isMissing || e.StatusCode != 404)
                {
                    unreadable(part, e);
                }

                isMissing |= e.StatusCode == 404;
                return [];
            }
        }
    }

    /// <summary>
    /// The matching variables of a place that was read, with <see cref="Variable.OverriddenBy"/> set. Variables of the workspace are
    /// returned by <see cref="TakeRest"/>: until then it is not known which variables override them.
    /// </summary>
    public IReadOnlyList<Variable> Take(SearchedPlace place)
    {
        if (place.Repository is null)
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
}
