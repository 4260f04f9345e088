namespace BitbucketPipelines;

/// <summary>Something about a bitbucket-pipelines.yml that a person should know.</summary>
/// <param name="Severity">
/// <c>Error</c> for what Bitbucket refuses, <c>Warning</c> for what is probably not meant, <c>Information</c> for what is good to know.
/// </param>
/// <param name="Rule">The rule that found it.</param>
/// <param name="Line">The line, starting at 1.</param>
/// <param name="Column">The column, starting at 1.</param>
/// <param name="Message">What is wrong.</param>
public sealed record PipelineYamlFinding(string Severity, string Rule, int Line, int Column, string Message)
{
    /// <summary>The file; null if the text came from the pipeline.</summary>
    public string? Path { get; internal init; }

    /// <summary>The workspace; null for a file of this machine.</summary>
    public string? Workspace { get; internal init; }

    /// <summary>The repository; null for a file of this machine.</summary>
    public string? Repository { get; internal init; }

    /// <summary>The branch of the file in the repository.</summary>
    public string? Branch { get; internal init; }

    /// <summary>The tag of the file in the repository.</summary>
    public string? Tag { get; internal init; }

    /// <summary>The commit of the file in the repository.</summary>
    public string? Commit { get; internal init; }

    /// <summary>Where it is, as editors open it: repository, file, line and column.</summary>
    public string Location
    {
        get
        {
            string file = string.Join("/", new[] { Repository, Path }.Where(part => !string.IsNullOrEmpty(part)));
            return FormattableString.Invariant($"{(file.Length > 0 ? file + ":" : "")}{Line}:{Column}");
        }
    }

    /// <summary>The place and the message, as compilers write them.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Path}({Line},{Column}): {Severity} {Rule}: {Message}");
}
