using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Variables;

/// <summary>Reads the variables of a whole workspace: its own, its repositories', and their environments'.</summary>
public sealed class VariableSearch
{
    private readonly BitbucketClient _client;
    private readonly string _workspace;
    private readonly int _atOnce;

    /// <summary>Creates a search; nothing is read yet.</summary>
    public VariableSearch(BitbucketClient client, string workspace, int atOnce)
    {
        _client = client;
        _workspace = workspace;
        _atOnce = atOnce;
    }

    /// <summary>Reads. What cannot be read is told, and the rest goes on.</summary>
    public async Task<List<Variable>> RunAsync(
        Func<Repository, bool> wanted, Action<string, BitbucketApiException> unreadable, Action<string> read, CancellationToken cancellationToken)
    {
        Throw.IfNull(wanted);
        Throw.IfNull(unreadable);
        Throw.IfNull(read);
        List<Repository> repositories = await _client
            .ReadAllAsync(Repositories.List(_workspace).With("sort", "slug"), r => r.RepositoryUuid ?? r.FullName, cancellationToken).ConfigureAwait(false);
        Func<CancellationToken, Task<List<Variable>>>[] work =
        [
            token => ReadAsync(VariableScope.OfWorkspace(_workspace), token),
            .. repositories.Where(wanted).Select(r => (Func<CancellationToken, Task<List<Variable>>>)(token => ReadRepositoryAsync(r, token))),
        ];
        var all = new List<Variable>();
        await OrderedWork.RunAsync(work, _atOnce, _ => Guid.NewGuid().ToString(), (one, token) => one(token), all.AddRange, cancellationToken).ConfigureAwait(false);
        return all;

        async Task<List<Variable>> ReadRepositoryAsync(Repository repository, CancellationToken token)
        {
            if ((repository.Slug ?? repository.RepositoryUuid) is not { Length: > 0 } slug)
            {
                unreadable($"repository '{repository}'", new BitbucketApiException("Bitbucket listed it without a slug or uuid.") { Kind = ApiErrorKind.InvalidResponse });
                return [];
            }

            var id = new RepositoryId(_workspace, slug);
            List<Variable> found = await ReadAsync(VariableScope.OfRepository(id), token).ConfigureAwait(false);
            try
            {
                foreach (DeploymentEnvironment environment in await _client.ReadAllAsync(Environments.List(id), e => e.Uuid, token).ConfigureAwait(false))
                {
                    found.AddRange(await ReadAsync(VariableScope.OfEnvironment(id, Required.Uuid(environment.Uuid, $"environment '{environment.Name}'"), environment.Name), token).ConfigureAwait(false));
                }
            }
            catch (BitbucketApiException e)
            {
                unreadable($"environments of {id}", e);
            }

            return found;
        }

        async Task<List<Variable>> ReadAsync(VariableScope scope, CancellationToken token)
        {
            try
            {
                List<Variable> found = await _client.ReadAllAsync(VariableOperations.List(scope), v => v.Uuid, token).ConfigureAwait(false);
                found.ForEach(v => v.Locate(scope));
                read(scope.ToString());
                return found;
            }
            catch (BitbucketApiException e)
            {
                unreadable(scope.ToString(), e);
                return [];
            }
        }
    }
}
