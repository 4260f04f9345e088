using System.Net;

namespace BitbucketPipelines.Api;

/// <summary>
/// Why an item of a bulk change failed: what a <see cref="BitbucketApiException"/> says, as plain values. Rows become JSON and CSV, and an
/// exception would drag its stack and half of .NET along.
/// </summary>
public sealed class ItemFailure
{
    private readonly BitbucketApiException _exception;

    /// <summary>Creates it from the exception.</summary>
    public ItemFailure(BitbucketApiException exception)
    {
        Throw.IfNull(exception);
        _exception = exception;
    }

    /// <summary>What went wrong.</summary>
    public string Message => _exception.Message;

    /// <summary>Where the request failed.</summary>
    public ApiErrorKind Kind => _exception.Kind;

    /// <summary>The status, when there was one.</summary>
    public HttpStatusCode? Status => _exception.Status;

    /// <summary>The status as a number, or 0.</summary>
    public int StatusCode => _exception.StatusCode;

    /// <summary>Method and path of the request, without the query.</summary>
    public string Request => _exception.Request;

    /// <summary><c>error.message</c> of the answer.</summary>
    public string? ServerMessage => _exception.ServerMessage;

    /// <summary><c>error.detail</c> of the answer, when it is a text.</summary>
    public string? Detail => _exception.Detail;

    /// <summary><c>error.data.key</c>.</summary>
    public string? DataKey => _exception.DataKey;

    /// <summary><c>error.fields</c>: messages by field.</summary>
    public IReadOnlyDictionary<string, string> Fields => _exception.Fields;

    /// <summary>The scopes that the operation takes.</summary>
    public IReadOnlyList<string> RequiredScopes => _exception.RequiredScopes;

    /// <summary>The scopes that the credentials have.</summary>
    public IReadOnlyList<string> GrantedScopes => _exception.GrantedScopes;

    /// <summary>How long the server asked to wait.</summary>
    public TimeSpan? RetryAfter => _exception.RetryAfter;

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient => _exception.IsTransient;

    /// <summary>The failure of an exception; none of none.</summary>
    public static ItemFailure? From(BitbucketApiException? exception) => exception is null ? null : new ItemFailure(exception);

    /// <summary>The exception itself. A method, so that nothing that lists properties meets it.</summary>
    public BitbucketApiException ToException() => _exception;

    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
