namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// A variable file cannot be used. <see cref="Exception.Message"/> lists all problems, and never contains a value.
/// </summary>
internal sealed class VariableFileException : Exception
{
    /// <summary>Creates the exception.</summary>
    public VariableFileException(IReadOnlyList<VariableProblem> problems)
        : base(string.Join("\n", problems)) => Problems = problems;

    /// <summary>All problems by line; those that do not belong to a line come last.</summary>
    public IReadOnlyList<VariableProblem> Problems { get; }
}
