namespace BitbucketPipelines;

/// <summary>
/// Runs an operation and converts its exceptions to specific errors. The map returns the error for an exception, or null for an exception
/// that is not converted.
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

    /// <summary>The same, with a map that can send requests of its own, for example to list what exists.</summary>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> work, Func<Exception, CancellationToken, Task<ErrorDescription?>> map,
        CancellationToken cancellationToken)
    {
        try
        {
            return await work(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (await map(e, cancellationToken).ConfigureAwait(false) is { } error)
            {
                throw new ErrorRecordException(error);
            }

            throw;
        }
    }
}
