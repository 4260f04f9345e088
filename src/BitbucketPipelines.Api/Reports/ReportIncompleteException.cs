namespace BitbucketPipelines.Api.Reports;

/// <summary>A report was begun, but a request failed.</summary>
/// <param name="cause">The failure.</param>
/// <param name="state">What is there now, as words after "The report".</param>
internal sealed class ReportIncompleteException(BitbucketApiException cause, string state) : Exception(cause.Message, cause)
{
    public BitbucketApiException Cause { get; } = cause;

    public string State { get; } = state;
}
