using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>What went wrong and what to do about it. The error record is made of it, and so is the row of a bulk change.</summary>
internal sealed record ErrorDescription(ErrorId Id, object? Target, string Message, string Advice)
{
    public ErrorDescription(Exception cause, ErrorId id, object? target, string message, string advice)
        : this(id, target, message, advice) => Cause = cause;

    /// <summary>The category of the id, unless it follows from the status of an answer.</summary>
    public ErrorCategory Category { get; init; } = Id.Category;

    /// <summary>What it comes from, if that is an exception.</summary>
    public Exception? Cause { get; init; }

    /// <summary>
    /// The exception, whose message a script may print by itself: <c>Write-Host $_.Exception.Message</c>. What the server said stays as it
    /// is in its other properties.
    /// </summary>
    public Exception Exception
    {
        get
        {
            CiHost host = LogSanitizer.Host;
            if (Cause is null)
            {
                return new BitbucketPipelineException(LogSanitizer.SafeWrapped(Message, host));
            }

            for (Exception? any = Cause; any is not null; any = any.InnerException)
            {
                if (LogSanitizer.SafeWrapped(any.Message, host) != any.Message)
                {
                    return Cause is BitbucketApiException failure ? failure.WithMessages(text => LogSanitizer.SafeWrapped(text, host))
                        : new BitbucketPipelineException(LogSanitizer.SafeWrapped(Cause.Message, host), Cause.InnerException);
                }
            }

            return Cause;
        }
    }

    /// <summary>A failure that is no fault of the module; null for any other exception.</summary>
    public static ErrorDescription? TryFrom(Exception e, BitbucketSession? session, object? target) => e switch
    {
        ErrorRecordException failure => failure.Error,
        BitbucketApiException failure => From(failure, session, target),
        // A name that cannot be sent, such as .. for a repository.
        ArgumentException => new(e, ErrorId.InvalidArgument, target, e.Message, "Check the values that were given."),
        IOException => new(e, ErrorId.FileAccessFailed, target, e.Message, "Check the path, and whether its folder exists."),
        UnauthorizedAccessException => new(e, ErrorId.FileAccessDenied, target, e.Message, "Check the path and its permissions."),
        _ => null,
    };

    /// <summary>A request that failed.</summary>
    public static ErrorDescription From(BitbucketApiException e, BitbucketSession? session, object? target)
    {
        (ErrorId id, string advice) = RequestFailure.Describe(e, session);
        // Of what is not there, or refused, it matters what it was.
        string message = e.StatusCode is 403 or 404 or 410 && e.Request.Length > 0 ? $"{e.Message} [{e.Request}]" : e.Message;
        return new(e, id, target, message, advice);
    }

    /// <summary>
    /// The record. Messages and names hold words of the server: what is shown of them is made safe here. The target itself stays what it
    /// is.
    /// </summary>
    public ErrorRecord ToRecord()
    {
        // Where nothing better is known, the topic of errors has a paragraph for each.
        string advice = string.IsNullOrWhiteSpace(Advice) ? $"Get-Help about_BitbucketPipelines_Errors says more about {Id}." : Advice;
#if NETSTANDARD2_0
        // Windows PowerShell does not show the recommendation below the message.
        string message = $"{Message} {advice}";
#else
        string message = Message;
#endif
        CiHost host = LogSanitizer.Host;
#pragma warning disable RS0030 // The one place that makes error records.
        var record = new ErrorRecord(Exception, Id.Name, Category, Target)
        {
            ErrorDetails = new ErrorDetails(
                LogSanitizer.SafeWrapped(message, host)) { RecommendedAction = LogSanitizer.SafeWrapped(advice, host) },
        };
#pragma warning restore RS0030
        if (Target?.ToString() is { Length: > 0 } name)
        {
            record.CategoryInfo.TargetName = LogSanitizer.Message(name);
        }

        return record;
    }
}
