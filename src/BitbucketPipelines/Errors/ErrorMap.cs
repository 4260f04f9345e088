namespace BitbucketPipelines;

/// <summary>
/// Runs work of the client whose failures have errors of their own. A map says which error an exception is, or null for one that it does
/// not know, which passes as it is.
/// </summary>
internal static class ErrorMap
{
    public static T Run<T>(Func<T> work, Func<Exception, ErrorDescription?> map, bool terminating = false)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (map(e) is { } error)
        {
            throw new ErrorRecordException(error, terminating);
        }
    }

    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> work, Func<Exception, ErrorDescription?> map, CancellationToken cancellationToken)
    {
        try
        {
            return await work(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (map(e) is { } error)
        {
            throw new ErrorRecordException(error);
        }
    }
}
