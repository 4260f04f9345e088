namespace BitbucketPipelines.Api;

/// <summary>Finds out whether something was made whose answer was lost.</summary>
public static class LostAnswer
{
    private static readonly TimeSpan s_secondLook = TimeSpan.FromSeconds(2);

    /// <summary>Looks, and looks once more after a while when it is not there: the server may still be at it, and lists lag behind.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="look">Looks for it.</param>
    /// <param name="failure">What was lost; something else than a lost answer is looked at once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BitbucketApiException">It cannot be looked at, so it is not known.</exception>
    public static async Task<T?> FindAsync<T>(
        TimeProvider clock, Func<Task<T?>> look, BitbucketApiException failure, CancellationToken cancellationToken)
        where T : class
    {
        Throw.IfNull(clock);
        Throw.IfNull(look);
        Throw.IfNull(failure);
        T? found = await look().ConfigureAwait(false);
        if (found is null && failure.Kind == ApiErrorKind.AnswerLost)
        {
            await clock.DelayAsync(s_secondLook, cancellationToken).ConfigureAwait(false);
            found = await look().ConfigureAwait(false);
        }

        return found;
    }
}
