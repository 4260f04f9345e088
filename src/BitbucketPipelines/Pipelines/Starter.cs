using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines;

/// <summary>Starts runs, and translates failures to errors about the target.</summary>
internal static class Starter
{
    public static async Task<PipelineTarget> ResolveAsync(
        BitbucketClient client, RepositoryId repository, RunTarget wanted, CancellationToken cancellationToken)
    {
        try
        {
            return await wanted.ResolveAsync(client, repository, cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404 && (wanted.PullRequest is not null || wanted.Commit is not null))
        {
            throw new ItemFailedException(wanted.PullRequest is { } id
                ? ErrorRecords.PullRequestNotFound(e, id, repository)
                : ErrorRecords.CommitNotFound(e, wanted.Commit!, repository));
        }
        catch (BitbucketApiException e) when (IsOutOfTime(client, e))
        {
            throw new ItemFailedException(ErrorRecords.NotStartedInTime(e, repository));
        }
        catch (RunTargetException e)
        {
            throw new ItemFailedException(ErrorRecords.CannotStart(repository, e.Message));
        }
    }

    public static async Task<Pipeline> StartAsync(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, TriggerRequest body, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(Pipelines.Create(repository, body), cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (IsOutOfTime(client, e))
        {
            throw new ItemFailedException(ErrorRecords.NotStartedInTime(e, repository));
        }
        catch (BitbucketApiException e)
        {
            throw new ItemFailedException(ErrorRecords.NotStarted(e, session, repository, body.Target));
        }
    }

    private static bool IsOutOfTime(BitbucketClient client, BitbucketApiException e) =>
        e.Kind == ApiErrorKind.Timeout && client.Deadline.IsOver;
}
