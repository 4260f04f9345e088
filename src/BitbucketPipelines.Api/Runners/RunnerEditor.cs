using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Makes and changes runners.</summary>
internal static class RunnerEditor
{
    /// <summary>Makes a runner. If the response is lost, the secret is too, so what may be the useless runner is looked for.</summary>
    /// <exception cref="RunnerLostException">It is not known whether it was made.</exception>
    /// <exception cref="BitbucketApiException">It was not made.</exception>
    public static async Task<Runner> CreateAsync(
        BitbucketClient client, RunnerScope scope, RunnerBody body, CancellationToken cancellationToken)
    {
        try
        {
            Runner made = await client.SendAsync(Runners.Create(scope, body), cancellationToken).ConfigureAwait(false);
            made.SetLocation(scope);
            return made;
        }
        catch (BitbucketApiException e) when (e.Kind == ApiErrorKind.AnswerLost)
        {
            throw new RunnerLostException(e, await FindAsync(client, scope, body.Name, e, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Replaces name and labels.</summary>
    /// <exception cref="BitbucketApiException">It was refused.</exception>
    public static async Task<Runner> UpdateAsync(
        BitbucketClient client, RunnerScope scope, Runner runner, RunnerBody body, CancellationToken cancellationToken)
    {
        string uuid = Required.Uuid(runner.Uuid, $"runner '{runner.Name}'");
        Runner now = await client.SendAsync(Runners.Update(scope, uuid, body), cancellationToken).ConfigureAwait(false);
        now.SetLocation(scope);
        return now;
    }

    private static async Task<IReadOnlyList<Runner>> FindAsync(
        BitbucketClient client, RunnerScope scope, string name, BitbucketApiException lost, CancellationToken cancellationToken)
    {
        try
        {
            return await LostAnswer.FindAsync<List<Runner>>(
                client,
                async () =>
                {
                    List<Runner> all = await client.ReadAllAsync(Runners.List(scope), r => r.Uuid, cancellationToken).ConfigureAwait(false);
                    // One that was made a moment ago has never called.
                    return all.FindAll(r => r.Name == name && r.Version is null) is { Count: > 0 } same ? same : null;
                },
                lost, cancellationToken, tell: false).ConfigureAwait(false) ?? [];
        }
        catch (BitbucketApiException)
        {
            // Then it is not known.
            return [];
        }
    }
}
