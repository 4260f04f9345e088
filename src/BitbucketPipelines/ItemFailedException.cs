using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>Ends the work on one record with an error that is ready to be written.</summary>
internal sealed class ItemFailedException(ErrorRecord record, bool terminating = false) : Exception(record.Exception.Message, record.Exception)
{
    public ErrorRecord Record { get; } = record;

    /// <summary>Whether no other record could fare better.</summary>
    public bool Terminating { get; } = terminating;
}
