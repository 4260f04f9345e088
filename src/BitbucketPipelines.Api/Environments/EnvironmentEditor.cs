using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Settings;

/// <summary>Reads an environment again after changes, which Bitbucket only says that it has accepted.</summary>
internal static class EnvironmentEditor
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private const int MostLooks = 5;

    /// <summary>The environment, as soon as it shows what was asked for, and whether it does within some seconds.</summary>
    /// <exception cref="BitbucketApiException">It cannot be read.</exception>
    public static async Task<(DeploymentEnvironment Environment, bool IsDone)> ReadAsync(
        BitbucketClient client, RepositoryId repository, string uuid, string? name, bool? adminOnly, CancellationToken cancellationToken)
    {
        for (int look = 1; ; look++)
        {
            DeploymentEnvironment environment = await client.SendAsync(Environments.Get(repository, uuid), cancellationToken)
                .ConfigureAwait(false);
            environment.Locate(repository, client.SiteUri);
            bool done = (name is null || environment.Name == name) && (adminOnly is null || environment.AdminOnly == adminOnly);
            if (done || look == MostLooks)
            {
                return (environment, done);
            }

            await client.Clock.DelayAsync(s_pause, cancellationToken).ConfigureAwait(false);
        }
    }
}
