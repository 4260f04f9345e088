namespace BitbucketPipelines.Api.Runs;

/// <summary>What a run was to be started on lacks something that a run needs: a main branch, or commits.</summary>
internal sealed class RunTargetException : Exception
{
    /// <summary>Creates the exception.</summary>
    public RunTargetException(string message)
        : base(message)
    {
    }
}
