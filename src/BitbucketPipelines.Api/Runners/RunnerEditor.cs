using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Creates and changes runners.</summary>
internal static class RunnerEditor
{
    /// <summary>
    /// Creates a runner. If the response is lost, so is the secret, and the runner is useless. The exception then lists the runners that
    /// may be the new one.
    /// </summary>
    /// <exception cref="RunnerLostException">It is not known whether the runner was created.</exception>
    /// <exception cref="BitbucketApiException">The runner was not created.</exception>
    public static async Task<Runner> CreateAsync(
        BitbucketClient client, RunnerScope scope, RunnerBody body, CancellationToken cancellationToken)
    {
        try
        {
            Runner made = await client.SendAsync(Runners.Create(scope, body), cancellationToken).ConfigureAwait(false);
            made.SetLocation(scope, client.SiteUri);
            return made;
        }
        catch (BitbucketApiException e) when (e.Kind == ApiErrorKind.AnswerLost)
        {
            throw new RunnerLostException(e, await FindAsync(client, scope, body.Name, e, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Changes the name or the labels of a runner. <paramref name="runner"/> has the new values afterwards.</summary>
    /// <exception cref="BitbucketApiException">Bitbucket refused the change.</exception>
    public static async Task<Runner> UpdateAsync(
        BitbucketClient client, RunnerScope scope, Runner runner, RunnerEdit edit, CancellationToken cancellationToken)
    {
        string uuid = Required.Uuid(runner.Uuid, $"runner '{runner.Name}'");
        // Both properties are always sent: the effect of PUT with fewer is unknown.
        var body = new RunnerBody { Name = edit.NewName ?? runner.Name ?? "", Labels = edit.Labels ?? [.. runner.Labels] };
        Runner now = await client.SendAsync(Runners.Update(scope, uuid, body), cancellationToken).ConfigureAwait(false);
        now.SetLocation(scope, client.SiteUri);
        (runner.Name, runner.Labels) = (body.Name, new StringList(body.Labels));
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
                    // A new runner has never connected, so its version is unknown.
                    return all.FindAll(r => r.Name == name && r.Version is null) is { Count: > 0 } same ? same : null;
                },
                lost, cancellationToken, tell: false).ConfigureAwait(false) ?? [];
        }
        catch (BitbucketApiException)
        {
            // The list cannot be read either, so no candidates are known.
            return [];
        }
    }
}
