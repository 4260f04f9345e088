namespace BitbucketPipelines.Api.Reports;

/// <summary>A file of findings cannot be read. The message says where and why; it does not contain the file's text.</summary>
internal sealed class FindingFileException(string message, Exception? inner = null) : Exception(message, inner);
