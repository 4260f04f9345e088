using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines;

/// <summary>Work on schedules and on the settings beside them, with errors that say what was wrong.</summary>
internal static class ScheduleWork
{
    /// <summary>Reads a cron pattern that has times ahead.</summary>
    public static CronPattern Cron(string text)
    {
        CronPattern pattern;
        try
        {
            pattern = CronPattern.Parse(text);
        }
        catch (CronException e)
        {
            throw new ItemFailedException(ErrorRecords.InvalidCron(text, e));
        }

        return pattern.NextRuns().Any()
            ? pattern
            : throw new ItemFailedException(ErrorRecords.CronNeverRuns(text, pattern));
    }

    public static async Task<PipelineSchedule> GetAsync(
        BitbucketClient client, RepositoryId repository, string uuid, CancellationToken cancellationToken)
    {
        string id = RepositoryId.Braced(Uri.UnescapeDataString(uuid));
        try
        {
            return await client.SendAsync(ScheduleOperations.Get(repository, id), cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404)
        {
            throw await MissingAsync(client, repository, id, cancellationToken).ConfigureAwait(false);
        }
    }

    public static async Task<PipelineSchedule> SetEnabledAsync(
        BitbucketClient client, RepositoryId repository, string uuid, bool enabled, CancellationToken cancellationToken)
    {
        try
        {
            PipelineSchedule changed = await client
                .SendAsync(ScheduleOperations.Update(repository, uuid, enabled), cancellationToken).ConfigureAwait(false);
            client.Written.Note(ScheduleOperations.List(repository).Path, uuid, changed);
            return changed;
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404)
        {
            throw await MissingAsync(client, repository, uuid, cancellationToken).ConfigureAwait(false);
        }
    }

    public static async Task RemoveAsync(BitbucketClient client, RepositoryId repository, string uuid, CancellationToken cancellationToken)
    {
        try
        {
            await client.SendAsync(ScheduleOperations.Delete(repository, uuid), cancellationToken).ConfigureAwait(false);
            client.Written.NoteRemoved(ScheduleOperations.List(repository).Path, uuid);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404)
        {
            throw await MissingAsync(client, repository, uuid, cancellationToken).ConfigureAwait(false);
        }
    }

    public static async Task<PipelineSchedule> CreateAsync(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, ScheduleBody body,
        IReadOnlyList<PipelineSchedule> before, CancellationToken cancellationToken)
    {
        try
        {
            return await new ScheduleEditor(client, repository).CreateAsync(body, before, cancellationToken).ConfigureAwait(false);
        }
        catch (ScheduleException e)
        {
            throw new ItemFailedException(ErrorRecords.ScheduleFailed(e, session, repository, null));
        }
        catch (BitbucketApiException e)
        {
            throw new ItemFailedException(ErrorRecords.ScheduleFailed(e, session, repository, null));
        }
    }

    public static async Task<ScheduleReplacement> ReplaceAsync(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, PipelineSchedule old, ScheduleBody body,
        IReadOnlyList<PipelineSchedule> before,
        CancellationToken cancellationToken)
    {
        try
        {
            return await new ScheduleEditor(client, repository).ReplaceAsync(old, body, before, cancellationToken).ConfigureAwait(false);
        }
        catch (ScheduleException e)
        {
            throw new ItemFailedException(ErrorRecords.ScheduleFailed(e, session, repository, old));
        }
        catch (BitbucketApiException e)
        {
            throw new ItemFailedException(ErrorRecords.ScheduleFailed(e, session, repository, old));
        }
    }

    /// <summary>The configuration. The same 404 is said of a repository that is not there, so that is looked at.</summary>
    public static async Task<PipelineConfig> ConfigAsync(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(ConfigOperations.Get(repository), cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404)
        {
            bool? exists = await ExistsAsync(client, repository, cancellationToken).ConfigureAwait(false);
            throw new ItemFailedException(
                exists == false ? ErrorRecords.From(e, session, repository.ToString()) : ErrorRecords.PipelinesNotEnabled(e, repository));
        }
    }

    /// <summary>The number of the latest run, or null when the credentials may not read runs.</summary>
    public static async Task<long?> LatestAsync(BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        try
        {
            return await LatestRun.NumberAsync(client, repository, cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 403)
        {
            return null;
        }
    }

    public static async Task<BuildNumber> SetBuildNumberAsync(
        BitbucketClient client, RepositoryId repository, long next, long? latest, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(ConfigOperations.SetBuildNumber(repository, next), cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 400)
        {
            throw new ItemFailedException(ErrorRecords.BuildNumberTooLow(e, next, latest, repository));
        }
    }

    private static async Task<bool?> ExistsAsync(BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        try
        {
            await client.SendAsync(Repositories.Get(repository), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (BitbucketApiException e) when (e.StatusCode is 403 or 404)
        {
            return e.StatusCode == 404 ? false : null;
        }
    }

    /// <summary>
    /// The error of a schedule that is not there. When the list cannot be read either, that is the error: the repository is wrong.
    /// </summary>
    private static async Task<ItemFailedException> MissingAsync(
        BitbucketClient client, RepositoryId repository, string uuid, CancellationToken cancellationToken) => new(
        ErrorRecords.ScheduleNotFound(
            uuid, repository, await new ScheduleEditor(client, repository).ListAsync(cancellationToken).ConfigureAwait(false)));
}
