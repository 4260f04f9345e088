namespace BitbucketPipelines.Api;

/// <summary>
/// Checks whether an object exists after its creation failed because the response was lost or because of a conflict. Reports a lost
/// response also when the object was created.
/// </summary>
internal static class LostAnswer
{
    private static readonly TimeSpan s_retryDelay = TimeSpan.FromSeconds(2);

    /// <summary>How often an object with a unique name is created again.</summary>
    private const int MaxResends = 5;

    /// <summary>How often a list is read that others change meanwhile, which can make it incomplete.</summary>
    private const int MaxLooks = 10;

    /// <summary>
    /// Creates an object whose name is unique. If the response is lost and the object is not in the list, the request is sent again: should
    /// the first one still take effect, the second is refused (409), so there are never two.
    /// </summary>
    /// <param name="client">Reports the lost response.</param>
    /// <param name="create">Creates the object.</param>
    /// <param name="look">Looks for the object by its name.</param>
    /// <param name="cancellationToken">Cancels the creation.</param>
    /// <returns>The created object, or the object that was found instead, and whether that was created by this call.</returns>
    /// <exception cref="BitbucketApiException">It could not be created.</exception>
    public static async Task<(T? Created, T? Found, bool IsOwn)> CreateAsync<T>(
        BitbucketClient client, Func<Task<T>> create, Func<Task<T?>> look, CancellationToken cancellationToken)
        where T : class
    {
        bool wasLost = false;
        for (int resends = 0; ; resends++)
        {
            try
            {
                return (await create().ConfigureAwait(false), null, true);
            }
            catch (BitbucketApiException e) when (e.StatusCode == 409 || e.Kind == ApiErrorKind.AnswerLost)
            {
                wasLost |= e.Kind == ApiErrorKind.AnswerLost;
                T? found = await FindAsync(client, look, e, cancellationToken).ConfigureAwait(false);
                if (found is not null)
                {
                    return (null, found, wasLost);
                }

                // Sent again after the same failures as a request that may be repeated: no answer, 502, 503 and 504.
                if (e.Kind != ApiErrorKind.AnswerLost || e.InnerException is BitbucketApiException { Kind: ApiErrorKind.InvalidResponse }
                    || !new AttemptOutcome(e.Status).IsTransient || resends >= MaxResends || client.Deadline.IsOver)
                {
                    throw;
                }

                client.Report(
                    new ApiEvent($"The answer to {e.Request} was lost, and the object was not created. The request is sent again."));
            }
        }
    }

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
            return await LateList.FindAsync(client.Clock, LookAsync, cancellationToken).ConfigureAwait(false);
        }

        T? found = await LookAsync().ConfigureAwait(false);
        if (found is null && failure.Kind == ApiErrorKind.AnswerLost)
        {
            await client.Clock.DelayAsync(s_retryDelay, cancellationToken).ConfigureAwait(false);
            found = await LookAsync().ConfigureAwait(false);
        }

        if (tell && found is not null && failure.Kind == ApiErrorKind.AnswerLost)
        {
            client.Report(
                new ApiEvent($"The answer to {failure.Request} was lost, but the object was created. It is not created twice.",
                IsAloud: true));
        }

        return found;

        async Task<T?> LookAsync()
        {
            for (int looks = 1; ; looks++)
            {
                try
                {
                    return await look().ConfigureAwait(false);
                }
                catch (BitbucketApiException e) when (e.IsListIncomplete && looks < MaxLooks && !client.Deadline.IsOver)
                {
                    await client.Clock.DelayAsync(s_retryDelay, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }
}
