using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Makes and changes environments, with errors that say what was refused.</summary>
internal static class EnvironmentChanger
{
    /// <summary>
    /// Makes an environment. When the answer is lost it is looked whether it came about, and when the name is taken, whether the one that
    /// is there is the same.
    /// </summary>
    public static async Task<(DeploymentEnvironment Environment, bool WasThere)> CreateAsync(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, EnvironmentBody body,
        CancellationToken cancellationToken)
    {
        try
        {
            DeploymentEnvironment made = await client.SendAsync(Environments.Create(repository, body), cancellationToken)
                .ConfigureAwait(false);
            made.Locate(repository, client.SiteUri);
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
                : throw new ItemFailedException(ErrorRecords.EnvironmentNotCreated(e, session, repository, body.Name, there));
        }
        catch (BitbucketApiException e)
        {
            // A name is taken once only: what bears it now, and is of the type, is what was asked for.
            DeploymentEnvironment? found = e.Kind != ApiErrorKind.AnswerLost ? null
                : await FindLostAsync(client, repository, body, e, cancellationToken).ConfigureAwait(false);
            return found is not null ? (found, false)
                : throw new ItemFailedException(ErrorRecords.EnvironmentNotCreated(e, session, repository, body.Name, null));
        }
    }

    /// <summary>Removes an environment.</summary>
    public static async Task RemoveAsync(BitbucketClient client, RepositoryId repository, string uuid, CancellationToken cancellationToken)
    {
        await client.SendAsync(Environments.Delete(repository, uuid), cancellationToken).ConfigureAwait(false);
        client.Written.NoteRemoved(Environments.List(repository).Path, uuid);
    }

    /// <summary>Sends each change by itself, as Bitbucket wants it; what is so already is not sent.</summary>
    public static async Task ApplyAsync(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, DeploymentEnvironment environment, string? newName,
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
            throw new ItemFailedException(
                ErrorRecords.EnvironmentNotChanged(e, session, repository, environment, renaming ? newName : null, restricted));
        }
    }

    private static async Task<DeploymentEnvironment?> FindAsync(
        BitbucketClient client, RepositoryId repository, string name, CancellationToken cancellationToken)
    {
        List<DeploymentEnvironment> all = await client
            .ReadCurrentAsync(Environments.List(repository), e => e.Uuid, cancellationToken).ConfigureAwait(false);
        DeploymentEnvironment? found = all.Find(e => e.Name == name)
            ?? all.Find(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));
        found?.Locate(repository, client.SiteUri);
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
            found?.Locate(repository, client.SiteUri);
            return found;
        }
        catch (BitbucketApiException)
        {
            // Then it is not known.
            return null;
        }
    }
}
