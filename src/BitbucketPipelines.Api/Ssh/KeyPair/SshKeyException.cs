namespace BitbucketPipelines.Api.Ssh;

/// <summary>A key cannot be used. The message tells the kind of text at most, never the text.</summary>
internal sealed class SshKeyException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SshKeyException(SshKeyProblem problem, string message, string advice)
        : base(message)
    {
        Problem = problem;
        Advice = advice;
    }

    /// <summary>What is wrong.</summary>
    public SshKeyProblem Problem { get; }

    /// <summary>What to do.</summary>
    public string Advice { get; }
}
