namespace BitbucketPipelines.Api;

/// <summary>Records why the bulk work of an account ended early.</summary>
/// <param name="Account">The account.</param>
/// <param name="Cause">The error of the server.</param>
/// <param name="Place">Where the error occurred first.</param>
internal sealed record BulkEnd(object Account, BitbucketApiException Cause, string Place)
{
    private int _notDone;

    /// <summary>The number of rows that were not carried out because of it.</summary>
    public int NotDone => _notDone;

    /// <summary>The reason shown in those rows.</summary>
    public string Reason => Cause.StatusCode == 401
        ? "Not done: the work ended early, because Bitbucket rejected the credentials."
        : "Not done: the work ended early, because the rate limit is exhausted.";

    internal void Count(int rows) => Interlocked.Add(ref _notDone, rows);
}
