using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Makes runners, with errors that say what to do.</summary>
internal static class RunnerMaker
{
    /// <summary>Makes a runner. When the answer is lost, so is the secret: it is looked for what is of no use then.</summary>
    public static async Task<Runner> CreateAsync(
        BitbucketClient client, BitbucketSession session, RunnerScope scope, RunnerBody body, CancellationToken cancellationToken)
    {
        try
        {
            Runner made = await client.SendAsync(Runners.Create(scope, body), cancellationToken).ConfigureAwait(false);
            made.Locate(scope);
            return made;
        }
        catch (BitbucketApiException e) when (e.Kind == ApiErrorKind.AnswerLost)
        {
            IReadOnlyList<Runner> same = await FindAsync(client, scope, body.Name, e, cancellationToken).ConfigureAwait(false);
            throw new ItemFailedException(ErrorRecords.RunnerAnswerLost(e, scope, body.Name, same));
        }
        catch (BitbucketApiException e)
        {
            throw new ItemFailedException(ErrorRecords.RunnerRefused(e, session, scope, body.Name, "created"));
        }
    }

    /// <summary>Replaces name and labels.</summary>
    public static async Task<Runner> UpdateAsync(
        BitbucketClient client, BitbucketSession session, RunnerScope scope, Runner runner, RunnerBody body,
        CancellationToken cancellationToken)
    {
        try
        {
            Runner now = await client.SendAsync(
                Runners.Update(scope, Required.Uuid(runner.Uuid, $"runner '{runner.Name}'"), body), cancellationToken)
                .ConfigureAwait(false);
            now.Locate(scope);
            return now;
        }
        catch (BitbucketApiException e)
        {
            throw new ItemFailedException(ErrorRecords.RunnerRefused(e, session, scope, runner.ToString(), "changed"));
        }
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
