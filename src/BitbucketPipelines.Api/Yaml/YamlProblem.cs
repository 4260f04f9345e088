namespace BitbucketPipelines.Api.Yaml;

/// <summary>Something about a pipeline file that a person should know.</summary>
/// <param name="Line">The line, starting at 1.</param>
/// <param name="Column">The column, starting at 1.</param>
/// <param name="Rule">The rule that found it.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record YamlProblem(int Line, int Column, string Rule, string Message)
{
    /// <summary>What Bitbucket refuses.</summary>
    public const string Error = "Error";

    /// <summary>What Bitbucket may take, and what is probably not meant.</summary>
    public const string Warning = "Warning";

    /// <summary>What is good to know.</summary>
    public const string Information = "Information";

    /// <summary>How bad it is: <see cref="Error"/>, <see cref="Warning"/> or <see cref="Information"/>.</summary>
    public string Severity { get; init; } = Error;

    /// <summary>The word that is not known; null when it is about something else.</summary>
    public string? Unknown { get; init; }

    /// <summary>The words that are known in its place.</summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>The place and the message: <c>Line 3, column 5: ...</c></summary>
    public string ToText() => FormattableString.Invariant($"Line {Line}, column {Column}: {Message}");

    /// <summary>A problem at the beginning of a node.</summary>
    public static YamlProblem At(YamlNode node, string rule, string message) => new(node.Line, node.Column, rule, message);
}
