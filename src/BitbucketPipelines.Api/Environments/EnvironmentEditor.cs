using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Settings;

/// <summary>Reads an environment after a change, because Bitbucket only answers that it accepted the change (202).</summary>
internal static class EnvironmentEditor
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private const int MaxAttempts = 5;

    /// <summary>Waits some seconds until the environment shows the change. Returns the environment and whether it does.</summary>
    /// <exception cref="BitbucketApiException">The environment could not be read.</exception>
    public static async Task<(DeploymentEnvironment Environment, bool IsDone)> ReadAsync(
        BitbucketClient client, RepositoryId repository, string uuid, string? name, bool? adminOnly, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            DeploymentEnvironment environment = await client.SendAsync(Environments.Get(repository, uuid), cancellationToken)
                .ConfigureAwait(false);
            environment.Locate(repository, client.SiteUri);
            bool done = (name is null || environment.Name == name) && (adminOnly is null || environment.AdminOnly == adminOnly);
            if (done || attempt == MaxAttempts)
            {
                return (environment, done);
            }

            await client.Clock.DelayAsync(s_pause, cancellationToken).ConfigureAwait(false);
        }
    }
}
