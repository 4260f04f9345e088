using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Settings;

/// <summary>Creates, changes and removes environments.</summary>
internal static class EnvironmentEditor
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private const int MaxAttempts = 5;

    /// <summary>
    /// Creates an environment. Names are unique, so if the response is lost and the list does not show the environment, the request is sent
    /// again. If the name is in use, checks whether the existing environment has the same type.
    /// </summary>
    /// <exception cref="EnvironmentException">The environment was not created.</exception>
    public static async Task<(DeploymentEnvironment Environment, bool WasThere)> CreateAsync(
        BitbucketClient client, RepositoryId repository, EnvironmentBody body,
        CancellationToken cancellationToken)
    {
        BitbucketApiException? failure = null;
        try
        {
            // The list may not show yet what another call has created.
            (DeploymentEnvironment? made, DeploymentEnvironment? found, bool isOwn) = await LostAnswer.CreateAsync(
                client, SendAsync, () => FindAsync(client, repository, body.Name, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            if (made is null)
            {
                return IsSameType(found!, body) ? (found!, !isOwn) : throw new EnvironmentException(failure!) { Existing = found };
            }

            made.SetLocation(repository, client.SiteUri);
            client.Written.Note(Environments.List(repository).Path, made.Uuid, made);
            return (made, false);
        }
        catch (BitbucketApiException e)
        {
            // If the list cannot be read either, the reason is still that the creation failed.
            throw new EnvironmentException(failure ?? e);
        }

        async Task<DeploymentEnvironment> SendAsync()
        {
            try
            {
                return await client.SendAsync(Environments.Create(repository, body), cancellationToken).ConfigureAwait(false);
            }
            catch (BitbucketApiException e)
            {
                failure = e;
                throw;
            }
        }
    }

    /// <summary>Removes an environment.</summary>
    public static async Task RemoveAsync(BitbucketClient client, RepositoryId repository, string uuid, CancellationToken cancellationToken)
    {
        await client.SendAsync(Environments.Delete(repository, uuid), cancellationToken).ConfigureAwait(false);
        client.Written.NoteRemoved(Environments.List(repository).Path, uuid);
    }

    /// <summary>Sends each change in a separate request, as Bitbucket requires. Values that do not change are not sent.</summary>
    /// <exception cref="EnvironmentException">A change failed.</exception>
    public static async Task ApplyAsync(
        BitbucketClient client, RepositoryId repository, DeploymentEnvironment environment, EnvironmentEdit edit,
        CancellationToken cancellationToken)
    {
        // Change the restriction first: after a rename, a repeated call would not find the environment by its old name.
        var before = new DeploymentEnvironment { Name = environment.Name, Restrictions = environment.Restrictions };
        bool restricted = false;
        bool renaming = false;
        try
        {
            if (edit.AdminOnly is { } adminOnly && environment.AdminOnly != adminOnly)
            {
                var change = new EnvironmentChange { Restrictions = new EnvironmentRestrictions { AdminOnly = adminOnly } };
                await client.SendAsync(
                    Environments.Change(repository, Required.Uuid(environment.Uuid, $"environment '{environment.Name}'"), change),
                    cancellationToken).ConfigureAwait(false);
                restricted = true;
                environment.Restrictions = change.Restrictions;
            }

            if (edit.NewName is { } newName && environment.Name != newName)
            {
                renaming = true;
                await client.SendAsync(
                    Environments.Change(
                        repository, Required.Uuid(environment.Uuid, $"environment '{environment.Name}'"),
                        new EnvironmentChange { Name = newName }), cancellationToken).ConfigureAwait(false);
                environment.Name = newName;
            }

            // Bitbucket accepts a change before it carries it out.
            client.Written.Note(Environments.List(repository).Path, environment.Uuid, environment, before);
        }
        catch (BitbucketApiException e)
        {
            throw new EnvironmentException(e) { IsRename = renaming, IsRestricted = restricted };
        }
    }

    /// <summary>
    /// Reads a changed environment until it shows the change, for some seconds at most: Bitbucket accepts a change before it carries it
    /// out.
    /// </summary>
    /// <returns>The environment as last read, and whether it shows the change.</returns>
    /// <exception cref="BitbucketApiException">The environment cannot be read.</exception>
    public static async Task<(DeploymentEnvironment Environment, bool IsDone)> ReadAsync(
        BitbucketClient client, RepositoryId repository, DeploymentEnvironment changed, EnvironmentEdit edit,
        CancellationToken cancellationToken)
    {
        string uuid = Required.Uuid(changed.Uuid, $"environment '{changed.Name}'");
        for (int attempt = 1; ; attempt++)
        {
            DeploymentEnvironment environment = await client.SendAsync(Environments.Get(repository, uuid), cancellationToken)
                .ConfigureAwait(false);
            environment.SetLocation(repository, client.SiteUri);
            bool done = (edit.NewName is null || environment.Name == edit.NewName)
                && (edit.AdminOnly is null || environment.AdminOnly == edit.AdminOnly);
            if (done || attempt == MaxAttempts)
            {
                return (environment, done);
            }

            await client.Clock.DelayAsync(s_pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether an environment is of the type that is asked for.</summary>
    public static bool IsSameType(DeploymentEnvironment there, EnvironmentBody body) =>
        string.Equals(there.EnvironmentType, body.EnvironmentType?.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The environment of a name; its letter case matters only where two differ in nothing else.</summary>
    /// <exception cref="BitbucketApiException">The list cannot be read.</exception>
    public static async Task<DeploymentEnvironment?> FindAsync(
        BitbucketClient client, RepositoryId repository, string name, CancellationToken cancellationToken)
    {
        List<DeploymentEnvironment> all = await client
            .ReadCurrentAsync(
                Environments.List(repository), e => e.Uuid, uuid => Environments.Get(repository, uuid), cancellationToken)
            .ConfigureAwait(false);
        DeploymentEnvironment? found = all.Find(e => e.Name == name)
            ?? all.Find(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));
        found?.SetLocation(repository, client.SiteUri);
        return found;
    }
}
