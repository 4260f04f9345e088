using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Schedules;

/// <summary>Sends the one request that creates a schedule, and finds out what has become of it.</summary>
/// <param name="client">The client.</param>
/// <param name="repository">The repository.</param>
/// <param name="list">Reads all schedules.</param>
internal sealed class ScheduleCreation(BitbucketClient client, RepositoryId repository, Func<Task<List<PipelineSchedule>>> list)
{
    private static readonly string[] s_credentialTerms = ["token", "credential", "expired", "password", "authenticat"];

    /// <summary>Sends the request. The server enables the new schedule.</summary>
    /// <param name="body">The schedule to create.</param>
    /// <param name="before">The existing schedules, read immediately before.</param>
    /// <exception cref="BitbucketApiException">Bitbucket refused the request.</exception>
    /// <exception cref="ScheduleException">The limit of schedules is reached, or it is not known whether it was created.</exception>
    public async Task<PipelineSchedule> PostAsync(ScheduleBody body, IReadOnlyList<PipelineSchedule> before)
    {
        try
        {
            return await client.SendAsync(ScheduleOperations.Create(repository, body), CancellationToken.None).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 401 && !IsCredentialFailure(e))
        {
            // The same credentials have just been accepted for reading the list, so the limit is the reason.
            throw new ScheduleException(ScheduleFailure.LimitReached, null, e);
        }
        catch (BitbucketApiException e) when (e.Kind == ApiErrorKind.AnswerLost)
        {
            return await FindAsync(body, before, e).ConfigureAwait(false) ?? throw new ScheduleException(ScheduleFailure.NotMade, null, e);
        }
    }

    /// <summary>
    /// Finds the schedule of a lost response, if it was created. Looks twice, because the server may still be working on it.
    /// </summary>
    private async Task<PipelineSchedule?> FindAsync(ScheduleBody body, IReadOnlyList<PipelineSchedule> before, BitbucketApiException lost)
    {
        var known = new HashSet<string?>(before.Select(s => s.Uuid), StringComparer.OrdinalIgnoreCase);
        try
        {
            return await LostAnswer.FindAsync(
                client,
                async () => (await list().ConfigureAwait(false)).Find(s => !known.Contains(s.Uuid) && SchedulePlan.IsSame(s, body)),
                lost, CancellationToken.None).ConfigureAwait(false);
        }
        catch (BitbucketApiException)
        {
            throw new ScheduleException(ScheduleFailure.Unknown, null, lost);
        }
    }

    /// <summary>
    /// Whether a 401 means wrong credentials. Bitbucket also answers 401 at the limit of schedules; only the text differs.
    /// </summary>
    private static bool IsCredentialFailure(BitbucketApiException e)
    {
        string text = $"{e.ServerMessage} {e.Detail}";
        return !RequestErrors.IsLimit(e) && s_credentialTerms.Any(w => text.IndexOf(w, StringComparison.OrdinalIgnoreCase) >= 0);
    }
}
