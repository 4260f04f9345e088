namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// The requested target of a run lacks something that a run needs: the repository has no main branch, or the pull request has no commits.
/// </summary>
internal sealed class RunTargetException : Exception
{
    /// <summary>Creates the exception.</summary>
    public RunTargetException(string message)
        : base(message)
    {
    }
}
