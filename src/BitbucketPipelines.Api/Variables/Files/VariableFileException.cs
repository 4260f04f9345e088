namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// A file of variables cannot be used. <see cref="Exception.Message"/> lists all that is wrong with it, and never has a value in it.
/// </summary>
internal sealed class VariableFileException : Exception
{
    /// <summary>Creates the exception.</summary>
    public VariableFileException(IReadOnlyList<VariableProblem> problems)
        : base(string.Join("\n", problems)) => Problems = problems;

    /// <summary>All that is wrong, by line; what is not about one line comes last.</summary>
    public IReadOnlyList<VariableProblem> Problems { get; }
}
