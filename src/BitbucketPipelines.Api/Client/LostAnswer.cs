namespace BitbucketPipelines.Api;

/// <summary>Finds out whether something is there that was made with an answer that was lost, or that the server says is there.</summary>
internal static class LostAnswer
{
    private static readonly TimeSpan s_secondLook = TimeSpan.FromSeconds(2);

    /// <summary>Looks, and looks once more after a while when it is not there: the server may still be at it, and lists lag behind.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="look">Looks for it.</param>
    /// <param name="failure">What was lost; a conflict is looked at with patience, anything else once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BitbucketApiException">It cannot be looked at, so it is not known.</exception>
    public static async Task<T?> FindAsync<T>(
        TimeProvider clock, Func<Task<T?>> look, BitbucketApiException failure, CancellationToken cancellationToken)
        where T : class
    {
        if (failure.StatusCode == 409)
        {
            return await LateList.FindAsync(clock, look, cancellationToken).ConfigureAwait(false);
        }

        T? found = await look().ConfigureAwait(false);
        if (found is null && failure.Kind == ApiErrorKind.AnswerLost)
        {
            await clock.DelayAsync(s_secondLook, cancellationToken).ConfigureAwait(false);
            found = await look().ConfigureAwait(false);
        }

        return found;
    }
}
