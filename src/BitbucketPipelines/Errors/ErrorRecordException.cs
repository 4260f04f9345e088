using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>Ends the work on one record with an error. PowerShell shows its record when nobody catches this.</summary>
internal sealed class ErrorRecordException(
    ErrorDescription error, bool terminating = false) : Exception(error.Exception.Message, error.Exception), IContainsErrorRecord
{
    private ErrorRecord? _record;

    public ErrorDescription Error { get; } = error;

    ErrorRecord IContainsErrorRecord.ErrorRecord => _record ??= Error.ToRecord();

    /// <summary>Whether no other record could fare better.</summary>
    public bool Terminating { get; } = terminating;
}
