namespace BitbucketPipelines.Api;

/// <summary>
/// Checks whether an object exists after its creation failed because the response was lost or because of a conflict. Reports a lost
/// response also when the object was created.
/// </summary>
internal static class LostAnswer
{
    private static readonly TimeSpan s_retryDelay = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Looks for the object, and once more after a pause if it is missing: the server may not have finished, and lists can lag behind.
    /// </summary>
    /// <param name="client">Reports the lost response.</param>
    /// <param name="look">Looks for the object.</param>
    /// <param name="failure">The failed creation. After a conflict (409) the search is repeated for about eight seconds.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <param name="tell">Whether to report that the object exists although its response was lost; false when an error says so.</param>
    /// <exception cref="BitbucketApiException">The search failed, so it is unknown whether the object exists.</exception>
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
            await client.Clock.DelayAsync(s_retryDelay, cancellationToken).ConfigureAwait(false);
            found = await look().ConfigureAwait(false);
        }

        if (tell && found is not null && failure.Kind == ApiErrorKind.AnswerLost)
        {
            client.Report(
                new ApiEvent($"The answer to {failure.Request} was lost, but the object was created. It is not created twice.",
                IsAloud: true));
        }

        return found;
    }
}
