using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Settings;

/// <summary>Makes, changes and removes environments.</summary>
internal static class EnvironmentEditor
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private const int MaxAttempts = 5;

    /// <summary>
    /// Makes an environment. If the response is lost, checks whether the environment was created; if the name is taken, whether the one
    /// that has it is the same.
    /// </summary>
    /// <exception cref="EnvironmentException">It was not made.</exception>
    public static async Task<(DeploymentEnvironment Environment, bool WasThere)> CreateAsync(
        BitbucketClient client, RepositoryId repository, EnvironmentBody body,
        CancellationToken cancellationToken)
    {
        try
        {
            DeploymentEnvironment made = await client.SendAsync(Environments.Create(repository, body), cancellationToken)
                .ConfigureAwait(false);
            made.SetLocation(repository, client.SiteUri);
            client.Written.Note(Environments.List(repository).Path, made.Uuid, made);
            return (made, false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 409)
        {
            // The list may lag behind what another call has made.
            DeploymentEnvironment? there = await LateList.FindAsync(
                client.Clock, () => FindAsync(client, repository, body.Name, cancellationToken), cancellationToken).ConfigureAwait(false);
            return there is not null && string.Equals(there.EnvironmentType, body.EnvironmentType?.Name, StringComparison.OrdinalIgnoreCase)
                ? (there, true)
                : throw new EnvironmentException(e) { Existing = there };
        }
        catch (BitbucketApiException e)
        {
            // A name is taken once only: what bears it now, and is of the type, is what was asked for.
            DeploymentEnvironment? found = e.Kind != ApiErrorKind.AnswerLost ? null
                : await FindLostAsync(client, repository, body, e, cancellationToken).ConfigureAwait(false);
            return found is not null ? (found, false)
                : throw new EnvironmentException(e);
        }
    }

    /// <summary>Removes an environment.</summary>
    public static async Task RemoveAsync(BitbucketClient client, RepositoryId repository, string uuid, CancellationToken cancellationToken)
    {
        await client.SendAsync(Environments.Delete(repository, uuid), cancellationToken).ConfigureAwait(false);
        client.Written.NoteRemoved(Environments.List(repository).Path, uuid);
    }

    /// <summary>Sends each change by itself, as Bitbucket wants it; what is so already is not sent.</summary>
    /// <exception cref="EnvironmentException">A change failed.</exception>
    public static async Task ApplyAsync(
        BitbucketClient client, RepositoryId repository, DeploymentEnvironment environment, string? newName,
        bool? adminOnly,
        CancellationToken cancellationToken)
    {
        // The restriction first: after a new name the environment could not be found by the old one when the call is repeated.
        bool restricted = false;
        bool renaming = false;
        try
        {
            if (adminOnly is { } only && environment.AdminOnly != only)
            {
                var change = new EnvironmentChange { Restrictions = new EnvironmentRestrictions { AdminOnly = only } };
                await client.SendAsync(
                    Environments.Change(repository, Required.Uuid(environment.Uuid, $"environment '{environment.Name}'"), change),
                    cancellationToken).ConfigureAwait(false);
                restricted = true;
                environment.Restrictions = change.Restrictions;
            }

            if (newName is not null && environment.Name != newName)
            {
                renaming = true;
                await client.SendAsync(
                    Environments.Change(
                        repository, Required.Uuid(environment.Uuid, $"environment '{environment.Name}'"),
                        new EnvironmentChange { Name = newName }), cancellationToken).ConfigureAwait(false);
                environment.Name = newName;
            }

            client.Written.Note(Environments.List(repository).Path, environment.Uuid, environment);
        }
        catch (BitbucketApiException e)
        {
            throw new EnvironmentException(e) { IsRename = renaming, IsRestricted = restricted };
        }
    }

    /// <summary>
    /// The environment, as soon as it shows what was asked for, and whether it does within some seconds: Bitbucket only says that it has
    /// accepted a change.
    /// </summary>
    /// <exception cref="BitbucketApiException">It cannot be read.</exception>
    public static async Task<(DeploymentEnvironment Environment, bool IsDone)> ReadAsync(
        BitbucketClient client, RepositoryId repository, string uuid, string? name, bool? adminOnly, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            DeploymentEnvironment environment = await client.SendAsync(Environments.Get(repository, uuid), cancellationToken)
                .ConfigureAwait(false);
            environment.SetLocation(repository, client.SiteUri);
            bool done = (name is null || environment.Name == name) && (adminOnly is null || environment.AdminOnly == adminOnly);
            if (done || attempt == MaxAttempts)
            {
                return (environment, done);
            }

            await client.Clock.DelayAsync(s_pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<DeploymentEnvironment?> FindAsync(
        BitbucketClient client, RepositoryId repository, string name, CancellationToken cancellationToken)
    {
        List<DeploymentEnvironment> all = await client
            .ReadCurrentAsync(Environments.List(repository), e => e.Uuid, cancellationToken).ConfigureAwait(false);
        DeploymentEnvironment? found = all.Find(e => e.Name == name)
            ?? all.Find(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));
        found?.SetLocation(repository, client.SiteUri);
        return found;
    }

    private static async Task<DeploymentEnvironment?> FindLostAsync(
        BitbucketClient client, RepositoryId repository, EnvironmentBody body, BitbucketApiException lost,
        CancellationToken cancellationToken)
    {
        try
        {
            DeploymentEnvironment? found = await LostAnswer.FindAsync(
                client,
                async () =>
                {
                    List<DeploymentEnvironment> all = await client.ReadAllAsync(
                        Environments.List(repository), e => e.Uuid, cancellationToken).ConfigureAwait(false);
                    return all.Find(e => e.Name == body.Name && e.EnvironmentType == body.EnvironmentType?.Name);
                },
                lost, cancellationToken).ConfigureAwait(false);
            found?.SetLocation(repository, client.SiteUri);
            return found;
        }
        catch (BitbucketApiException)
        {
            // Then it is not known.
            return null;
        }
    }
}
