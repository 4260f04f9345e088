namespace BitbucketPipelines.Api.Reports;

/// <summary>A report is there, but a request for its annotations failed.</summary>
/// <param name="cause">The failure.</param>
/// <param name="sent">The number of annotations that the report has for certain.</param>
/// <param name="total">The number of annotations that it should have.</param>
internal sealed class ReportIncompleteException(BitbucketApiException cause, int sent, int total) : Exception(cause.Message, cause)
{
    public BitbucketApiException Cause { get; } = cause;

    public int Sent { get; } = sent;

    public int Total { get; } = total;
}
