namespace BitbucketPipelines.Api.Ssh;

/// <summary>A key cannot be used. The message may name the kind of text, but never contains the text.</summary>
internal sealed class SshKeyException : Exception
{
    public SshKeyException(SshKeyProblem problem, string message, string advice)
        : base(message)
    {
        Problem = problem;
        Advice = advice;
    }

    /// <summary>The kind of problem.</summary>
    public SshKeyProblem Problem { get; }

    /// <summary>What the user can do about it.</summary>
    public string Advice { get; }
}
