using System.Net;

namespace BitbucketPipelines.Api;

/// <summary>
/// The error of a bulk change: the values of a <see cref="BitbucketApiException"/> without the exception itself, so that rows can be
/// converted to JSON or CSV without a stack trace and the properties of .NET types.
/// </summary>
public sealed class ItemFailure
{
    private readonly BitbucketApiException _exception;

    /// <summary>Creates the object from an exception.</summary>
    public ItemFailure(BitbucketApiException exception)
    {
        Throw.IfNull(exception);
        _exception = exception;
    }

    /// <summary>The error message.</summary>
    public string Message => _exception.Message;

    /// <summary>How the request failed.</summary>
    public ApiErrorKind Kind => _exception.Kind;

    /// <summary>The HTTP status of the response; null when there was no complete response.</summary>
    public HttpStatusCode? Status => _exception.Status;

    /// <summary>The HTTP status as a number; 0 when there was no complete response.</summary>
    public int StatusCode => _exception.StatusCode;

    /// <summary>The method and path of the request, without the query.</summary>
    public string Request => _exception.Request;

    /// <summary><c>error.message</c> of the response; null when it is missing.</summary>
    public string? ServerMessage => _exception.ServerMessage;

    /// <summary><c>error.detail</c> of the response; null when it is missing or not a string.</summary>
    public string? Detail => _exception.Detail;

    /// <summary><c>error.data.key</c> of the response; null when it is missing.</summary>
    public string? DataKey => _exception.DataKey;

    /// <summary><c>error.fields</c> of the response: error messages by field name. Empty when it is missing.</summary>
    public IReadOnlyDictionary<string, string> Fields => _exception.Fields;

    /// <summary>The scopes that the operation requires.</summary>
    public IReadOnlyList<string> RequiredScopes => _exception.RequiredScopes;

    /// <summary>The scopes that the credentials have.</summary>
    public IReadOnlyList<string> GrantedScopes => _exception.GrantedScopes;

    /// <summary>How long the server asked the client to wait; null when it did not.</summary>
    public TimeSpan? RetryAfter => _exception.RetryAfter;

    /// <summary>Whether the same request may succeed later: a connection failure, a timeout, 429 or 5xx.</summary>
    public bool IsTransient => _exception.IsTransient;

    /// <summary>Creates the object from an exception; null for null.</summary>
    public static ItemFailure? From(BitbucketApiException? exception) => exception is null ? null : new ItemFailure(exception);

    /// <summary>The exception itself. A method rather than a property, so that it is not converted with the properties.</summary>
    public BitbucketApiException ToException() => _exception;

    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
