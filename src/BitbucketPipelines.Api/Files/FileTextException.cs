namespace BitbucketPipelines.Api;

/// <summary>The bytes of a file are not valid text in the expected encoding. The message never contains the text.</summary>
internal sealed class FileTextException : Exception
{
    public FileTextException(int line, string message, string? encoding = null)
        : base(FormattableString.Invariant($"line {line}: {message}")) => (Line, Encoding) = (line, encoding);

    /// <summary>The line number, from 1.</summary>
    public int Line { get; }

    /// <summary>The encoding that the file may have, as a value for -Encoding; null when unknown.</summary>
    public string? Encoding { get; }
}
