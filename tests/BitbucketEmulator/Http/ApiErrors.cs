using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>The error shapes of the service. They differ on purpose: a client's one parser must take them all.</summary>
internal static class ApiErrors
{
    public const string TokenInvalid = "Token is invalid, expired, or not supported for this endpoint.";

    /// <summary>The live text goes on after the first sentence, so a client has to match it as a prefix.</summary>
    private const string NoApiDetail = "There is no API hosted at this URL.\n\nFor information about our API's, please refer to the "
        + "documentation at: https://developer.atlassian.com/bitbucket/api/2/reference/";

    public static ApiErrorException NoApi() => Core(404, "Resource not found", NoApiDetail);

    public static ApiErrorException Unauthorized(string message = TokenInvalid) =>
        new(Envelope(401, message).With("WWW-Authenticate", "Basic realm=\"Bitbucket.org HTTP\""));

    /// <summary>403 because the endpoint refuses this kind of credential, whatever its scopes.</summary>
    public static ApiErrorException CredentialKind() =>
        new(Envelope(403, "This resource does not support authentication using the provided token"));

    public static ApiErrorException MissingScopes(IEnumerable<string> required, IEnumerable<string> granted) => new(
        EmulatorResponse.FromJson(403, new JsonObject
        {
            ["type"] = "error",
            ["error"] = new JsonObject
            {
                ["message"] = "Your credentials lack one or more required privilege scopes.",
                ["detail"] = new JsonObject { ["required"] = JsonList.Of(required), ["granted"] = JsonList.Of(granted) },
            },
        }));

    /// <summary>An error of Bitbucket's core: with <c>type</c>, and <c>detail</c> as text or absent.</summary>
    public static ApiErrorException Core(int status, string message, string? detail = null) => new(Envelope(status, message, detail));

    public static ApiErrorException Gone() => new(EmulatorResponse.FromJson(410, new JsonObject
    {
        ["type"] = "error",
        ["error"] = new JsonObject
        {
            ["message"] = "CHANGE-2770 - Functionality has been deprecated",
            ["detail"] = "Please read the changelog entry for more details.",
            ["data"] = new JsonObject { ["announcement_url"] = "https://developer.atlassian.com/cloud/bitbucket/changelog#CHANGE-2770" },
        },
    }));

    /// <summary>An error of the pipelines services: no <c>type</c>, generic message, useful detail.</summary>
    public static ApiErrorException Service(int status, string detail, string? key = null)
    {
        var error = new JsonObject { ["message"] = Message(status), ["detail"] = detail };
        if (key is not null)
        {
            error["data"] = new JsonObject { ["key"] = key, ["arguments"] = new JsonObject() };
        }

        return new(EmulatorResponse.FromJson(status, new JsonObject { ["error"] = error }));
    }

    /// <summary>A 400 without a reason: a deletion of caches without a name.</summary>
    public static ApiErrorException Bare() => Core(400, "Bad request");

    /// <summary>Raw braces in a path and other malformed input.</summary>
    public static ApiErrorException UnexpectedBody() => Service(400, "Unexpected response body", "unexpected.response.body");

    /// <summary>The same with another message: a cron pattern that is not Quartz.</summary>
    public static ApiErrorException UnprocessableEntity()
    {
        ApiErrorException error = UnexpectedBody();
        error.Response.Json!["error"]!["message"] = "Request entity cannot be processed";
        return error;
    }

    public static ApiErrorException InvalidUuid() => Service(404, "The value provided is not a valid uuid.");

    public static ApiErrorException InvalidField() => Service(400, "An invalid field was found in the JSON payload");

    public static ApiErrorException InvalidProperties() => Service(400, "The request body contains invalid properties");

    private static string Message(int status) => status switch
    {
        404 => "Not found",
        401 => "Unauthorized",
        409 => "Conflict",
        _ => "Bad request",
    };

    private static EmulatorResponse Envelope(int status, string message, string? detail = null)
    {
        var error = new JsonObject { ["message"] = message };
        if (detail is not null)
        {
            error["detail"] = detail;
        }

        return EmulatorResponse.FromJson(status, new JsonObject { ["type"] = "error", ["error"] = error });
    }
}
