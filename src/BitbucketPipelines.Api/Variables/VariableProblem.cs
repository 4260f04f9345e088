namespace BitbucketPipelines.Api.Variables;

/// <summary>Something that keeps variables from being written.</summary>
/// <param name="Line">The line of the file, from 1. 0 when it is not about a line.</param>
/// <param name="Message">What is wrong and what to do. Never has a value in it.</param>
internal sealed record VariableProblem(int Line, string Message)
{
    private const int LongestShown = 100;

    /// <summary><c>line 3: …</c>, or the message alone when it is not about a line.</summary>
    public override string ToString() => Line > 0 ? FormattableString.Invariant($"line {Line}: {Message}") : Message;

    /// <summary>
    /// A name for a message. One that does not look like a name is not shown: in a damaged file it may be a piece of a value,
    /// such as a line of a key.
    /// </summary>
    public static string Show(string name) =>
        name.Length <= LongestShown && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or ' ')
            ? $"'{name}'"
            : "(not shown)";
}
