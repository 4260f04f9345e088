namespace BitbucketPipelines.Api;

/// <summary>Why bulk work of an account ended early.</summary>
/// <param name="Account">The account.</param>
/// <param name="Cause">What the server said.</param>
/// <param name="Place">Where it was said first.</param>
internal sealed record BulkEnd(object Account, BitbucketApiException Cause, string Place)
{
    private int _notDone;

    /// <summary>How many rows say that something was not done.</summary>
    public int NotDone => _notDone;

    /// <summary>What the rows say of what was not done.</summary>
    public string Reason => Cause.StatusCode == 401
        ? "Not done: the work ended early, since Bitbucket refused the credentials."
        : "Not done: the work ended early, since the rate limit is used up.";

    internal void Count(int rows) => Interlocked.Add(ref _notDone, rows);
}
