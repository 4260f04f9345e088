using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>
/// Ends the work on one record with an error that is ready to be written. PowerShell shows the record when nobody catches this.
/// </summary>
internal sealed class ItemFailedException(
    ErrorRecord record, bool terminating = false) : Exception(record.Exception.Message, record.Exception), IContainsErrorRecord
{
    public ErrorRecord Record { get; } = record;

    ErrorRecord IContainsErrorRecord.ErrorRecord => Record;

    /// <summary>Whether no other record could fare better.</summary>
    public bool Terminating { get; } = terminating;
}
