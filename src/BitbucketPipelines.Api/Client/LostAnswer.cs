namespace BitbucketPipelines.Api;

/// <summary>
/// Finds out whether something is there that was made with an answer that was lost, or that the server says is there. That an answer was
/// lost is told, also where all went well: the same for everything that is made.
/// </summary>
internal static class LostAnswer
{
    private static readonly TimeSpan s_secondLook = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Looks, and looks once more after a while when it is not there: the server may still be at it, and lists lag behind.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="look">Looks for it.</param>
    /// <param name="failure">What was lost; a conflict is looked at with patience, anything else once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="tell">Whether it is told that what was made is there; not where an error says so.</param>
    /// <exception cref="BitbucketApiException">It cannot be looked at, so it is not known.</exception>
    public static async Task<T?> FindAsync<T>(
        BitbucketClient client, Func<Task<T?>> look, BitbucketApiException failure, CancellationToken cancellationToken, bool tell = true)
        where T : class
    {
        if (failure.StatusCode == 409)
        {
            return await LateList.FindAsync(client.Clock, look, cancellationToken).ConfigureAwait(false);
        }

        T? found = await look().ConfigureAwait(false);
        if (found is null && failure.Kind == ApiErrorKind.AnswerLost)
        {
            await client.Clock.DelayAsync(s_secondLook, cancellationToken).ConfigureAwait(false);
            found = await look().ConfigureAwait(false);
        }

        if (tell && found is not null && failure.Kind == ApiErrorKind.AnswerLost)
        {
            client.Tell(
                new ApiEvent($"The answer to {failure.Request} was lost, but what it was to make is there; nothing is made twice.",
                IsAloud: true));
        }

        return found;
    }
}
