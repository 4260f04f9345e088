using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Settings;

namespace BitbucketPipelines;

/// <summary>A repository whose settings are copied or compared. It is read once, however many targets it has.</summary>
/// <param name="client">The client.</param>
/// <param name="repository">The repository.</param>
/// <param name="kinds">The kinds of settings to read.</param>
/// <param name="needsNames">Whether the keys of secrets need the slugs of workspace and repository.</param>
internal sealed class SettingSource(
    BitbucketClient client, RepositoryId repository, ICollection<SettingKind> kinds, bool needsNames = false)
{
    private readonly object _gate = new();
    private Task<(RepositorySettings, SecretPlace)>? _reading;

    public RepositoryId Repository { get; } = repository;

    /// <summary>Reads the settings at the first call; later calls return the same.</summary>
    /// <exception cref="BitbucketApiException">The settings cannot be read.</exception>
    public Task<(RepositorySettings Settings, SecretPlace Place)> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _reading ??= ReadCoreAsync(cancellationToken);
        }
    }

    private async Task<(RepositorySettings, SecretPlace)> ReadCoreAsync(CancellationToken cancellationToken)
    {
        var state = new RepositoryState(client, Repository);
        await state.ReadAsync(kinds, cancellationToken).ConfigureAwait(false);
        var place = new SecretPlace(Repository.Workspace, Repository.Slug, null);
        return (state.ToSettings(kinds), needsNames ? await place.NamedAsync(client, cancellationToken).ConfigureAwait(false) : place);
    }
}
