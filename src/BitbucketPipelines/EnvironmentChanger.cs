using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Makes and changes environments, with errors that say what was refused.</summary>
internal static class EnvironmentChanger
{
    /// <summary>Makes an environment. When the answer is lost it is looked whether it came about.</summary>
    public static async Task<(DeploymentEnvironment Environment, bool WasLost)> CreateAsync(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, EnvironmentBody body, CancellationToken cancellationToken)
    {
        try
        {
            DeploymentEnvironment made = await client.SendAsync(Environments.Create(repository, body), cancellationToken).ConfigureAwait(false);
            made.Locate(repository, client.SiteUri);
            return (made, false);
        }
        catch (BitbucketApiException e)
        {
            // A name is taken once only: what bears it now, and is of the type, is what was asked for.
            DeploymentEnvironment? found = e.Kind != ApiErrorKind.AnswerLost ? null
                : await FindAsync(client, repository, body, e, cancellationToken).ConfigureAwait(false);
            return found is not null ? (found, true) : throw new ItemFailedException(ErrorRecords.EnvironmentNotCreated(e, session, repository, body.Name));
        }
    }

    /// <summary>Sends each change by itself, as Bitbucket wants it; what is so already is not sent.</summary>
    public static async Task ApplyAsync(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, DeploymentEnvironment environment, string? newName, bool? adminOnly,
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
                await client.SendAsync(Environments.Change(repository, Required.Uuid(environment.Uuid, $"environment '{environment.Name}'"), change), cancellationToken).ConfigureAwait(false);
                restricted = true;
                environment.Restrictions = change.Restrictions;
            }

            if (newName is not null && environment.Name != newName)
            {
                renaming = true;
                await client.SendAsync(Environments.Change(repository, Required.Uuid(environment.Uuid, $"environment '{environment.Name}'"), new EnvironmentChange { Name = newName }), cancellationToken).ConfigureAwait(false);
                environment.Name = newName;
            }
        }
        catch (BitbucketApiException e)
        {
            throw new ItemFailedException(ErrorRecords.EnvironmentNotChanged(e, session, repository, environment, renaming ? newName : null, restricted));
        }
    }

    private static async Task<DeploymentEnvironment?> FindAsync(
        BitbucketClient client, RepositoryId repository, EnvironmentBody body, BitbucketApiException lost, CancellationToken cancellationToken)
    {
        try
        {
            DeploymentEnvironment? found = await LostAnswer.FindAsync(
                client.Clock,
                async () =>
                {
                    List<DeploymentEnvironment> all = await client.ReadAllAsync(Environments.List(repository), e => e.Uuid, cancellationToken).ConfigureAwait(false);
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
