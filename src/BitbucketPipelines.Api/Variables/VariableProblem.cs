namespace BitbucketPipelines.Api.Variables;

/// <summary>A problem because of which variables cannot be written.</summary>
/// <param name="Line">The line number in the file, from 1; 0 when the problem does not belong to a line.</param>
/// <param name="Message">What is wrong and what to do. Never contains a value.</param>
internal sealed record VariableProblem(int Line, string Message)
{
    private const int LongestShown = 100;

    /// <summary><c>line 3: …</c>, or only the message when the problem does not belong to a line.</summary>
    public override string ToString() => Line > 0 ? FormattableString.Invariant($"line {Line}: {Message}") : Message;

    /// <summary>
    /// Formats a name for a message. A text that does not look like a name is not shown: in a damaged file it may be part of a value, such
    /// as a line of a private key.
    /// </summary>
    public static string Show(string name) =>
        name.Length <= LongestShown && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or ' ')
            ? $"'{name}'"
            : "(not shown)";
}
