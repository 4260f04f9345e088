namespace BitbucketPipelines.Api;

/// <summary>The bytes of a file are no text in the encoding in which they are read. The message never holds any of them.</summary>
internal sealed class FileTextException : Exception
{
    /// <summary>Creates the exception.</summary>
    public FileTextException(int line, string message, string? encoding = null)
        : base(FormattableString.Invariant($"line {line}: {message}")) => (Line, Encoding) = (line, encoding);

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>The encoding that it may be in, as -Encoding takes it; null where nothing tells.</summary>
    public string? Encoding { get; }
}
