using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>
/// Ends the processing of one pipeline record with an error. If it is not caught, PowerShell shows its error record. Its own message is the
/// reason of a row: that of the cause, because the row says the rest.
/// </summary>
internal sealed class ErrorRecordException(
    ErrorDescription error, bool terminating = false) : Exception(error.Reason, error.Exception), IContainsErrorRecord
{
    private ErrorRecord? _record;

    public ErrorDescription Error { get; } = error;

    ErrorRecord IContainsErrorRecord.ErrorRecord => _record ??= Error.ToRecord();

    /// <summary>Whether the error ends the whole call, because it would occur for every record.</summary>
    public bool Terminating { get; } = terminating;
}
