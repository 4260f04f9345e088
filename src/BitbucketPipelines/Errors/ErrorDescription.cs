using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>What went wrong and what to do about it. It is converted to an error record, or to a result row of a bulk change.</summary>
internal sealed record ErrorDescription(ErrorId Id, object? Target, string Message, string Advice)
{
    public ErrorDescription(Exception cause, ErrorId id, object? target, string message, string advice)
        : this(id, target, message, advice) => Cause = cause;

    /// <summary>The category; by default that of the id.</summary>
    public ErrorCategory Category { get; init; } = Id.Category;

    /// <summary>The exception that caused the error; null when there is none.</summary>
    public Exception? Cause { get; init; }

    /// <summary>
    /// The exception of the error record. Its message is the one that is shown, and safe to print, for example with
    /// <c>Write-Host $_.Exception.Message</c>. Its other properties hold the texts of the server unchanged.
    /// </summary>
    public Exception Exception
    {
        get
        {
            CiHost host = LogSanitizer.Host;
            string message = LogSanitizer.SafeWrapped(Message, host);
            return Cause is null ? new BitbucketPipelineException(message)
                : Cause.Message == message && IsSafe(Cause) ? Cause
                : Cause is BitbucketApiException failure
                    ? failure.WithMessages(text => LogSanitizer.SafeWrapped(text, host)).WithMessage(message)
                : new BitbucketPipelineException(message, IsSafe(Cause) ? Cause : null);

            bool IsSafe(Exception? e) => e is null || (LogSanitizer.SafeWrapped(e.Message, host) == e.Message && IsSafe(e.InnerException));
        }
    }

    /// <summary>The message of the cause, otherwise that of the error, safe to print.</summary>
    public string Reason => LogSanitizer.SafeWrapped(Cause?.Message ?? Message, LogSanitizer.Host);

    /// <summary>Converts an expected exception. Returns null for any other, which is a bug of the module.</summary>
    public static ErrorDescription? TryFrom(Exception e, BitbucketSession? session, object? target) => e switch
    {
        ErrorRecordException failure => failure.Error,
        BitbucketApiException failure => From(failure, session, target),
        // A name that cannot be part of a URL, such as .. for a repository.
        ArgumentException => new(e, ErrorId.InvalidArgument, target, e.Message, "Check the specified values."),
        IOException => new(e, ErrorId.FileAccessFailed, target, e.Message, "Check the path, and whether its folder exists."),
        UnauthorizedAccessException => new(e, ErrorId.FileAccessDenied, target, e.Message, "Check the path and its permissions."),
        _ => null,
    };

    /// <summary>Converts the error of a failed request.</summary>
    public static ErrorDescription From(BitbucketApiException e, BitbucketSession? session, object? target)
    {
        (ErrorId id, string advice) = RequestFailure.Describe(e, session);
        return new(e, id, target, RequestFailure.Message(e), advice);
    }

    /// <summary>
    /// Creates the error record. Messages and names can contain texts of the server, so they are made safe to print here. The target object
    /// is not changed.
    /// </summary>
    public ErrorRecord ToRecord()
    {
        // Without specific advice, refer to the help topic, which describes every error.
        string advice = string.IsNullOrWhiteSpace(Advice) ? $"See {Id} in Get-Help about_BitbucketPipelines_Errors." : Advice;
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
