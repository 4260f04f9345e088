using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>Chooses the error id and the advice for a failed request, by its kind and HTTP status.</summary>
internal static class RequestFailure
{
    private const string CreateToken =
        "Create an API token with scopes at id.atlassian.com (Security, API tokens, 'Create API token with scopes', Bitbucket)";

    public static (ErrorId Id, string Advice) Describe(BitbucketApiException e, BitbucketSession? session) => e.Kind switch
    {
        ApiErrorKind.AnswerLost => (
            ErrorId.AnswerLost,
            $"Check whether it was carried out before you repeat it{(CheckCommand(e.Request) is { } command ? $": {command}" : ".")}"),
        ApiErrorKind.Connection => (
            ErrorId.ConnectionFailed,
            $"Check the network, the proxy and -ApiUri{(session is null ? "" : $" ({session.ApiUri})")}."),
        ApiErrorKind.Timeout => (
            ErrorId.RequestTimedOut,
            "Try again. If it happens again, check the network and https://bitbucket.status.atlassian.com, or increase the timeout with "
                + "Connect-BbWorkspace -RequestTimeoutSec 300."),
        ApiErrorKind.InvalidResponse => (
            ErrorId.InvalidResponse,
            e.IsTooLarge ? "Save it to a file: Invoke-BbApi with -OutFile has no size limit." : ForInvalidResponse(session)),
        _ when e.IsOverBudget => (
            ErrorId.RequestFailed, "Specify the run or runs by their numbers, so that fewer requests are needed, or try again later."),
        _ when e.IsPipelinesDisabled => (OfStatus(e, session).Id, ForPipelinesDisabled(e)),
        _ => OfStatus(e, session),
    };

    /// <summary>
    /// The message. If something was not found or is not permitted, it begins with the repository and ends with the request, because the
    /// text of the server names neither.
    /// </summary>
    public static string Message(BitbucketApiException e)
    {
        string? repository = RepositoryOf(e.Request);
        if (e.Kind != ApiErrorKind.Status || e.Request.Length == 0 || !(e.StatusCode is 403 or 404 or 410 || e.IsPipelinesDisabled))
        {
            return e.Message;
        }

        string place = repository is null ? ""
            : e.StatusCode == 404 && IsRepositoryMissing(e)
            ? $"Repository {repository} was not found, or the credentials have no access to it. "
            : $"{repository}: ";
        return $"{place}{e.Message} [{e.Request}]";
    }

    private static (ErrorId Id, string Advice) OfStatus(BitbucketApiException e, BitbucketSession? session) => e.StatusCode switch
    {
        400 when e.DataKey == "unexpected.response.body" => (
            ErrorId.BadRequest, "Bitbucket rejected a value. Check the values: a uuid needs braces, a cron pattern seven fields."),
        400 => (ErrorId.BadRequest, "Check the specified values."),
        401 => (ErrorId.InvalidCredentials, ForCredentials(e, session)),
        402 => (ErrorId.PlanLimit, ForInvalidResponse(session)),
        403 => ForPermission(e, session),
        404 => (ErrorId.NotFound, ForNotFound(e)),
        405 or 406 or 413 or 415 or 422 => (ErrorId.BadRequest, ForInvalidResponse(session)),
        409 => (ErrorId.AlreadyExists, "It already exists. Change or remove the existing one, or specify another name."),
        410 => (ErrorId.NotFound, ForInvalidResponse(session)),
        429 => (ErrorId.RateLimited, ForRateLimit(e, session)),
        >= 500 => (
            ErrorId.ServerError, "Bitbucket has a problem. Try again later, or check https://bitbucket.status.atlassian.com."),
        // Statuses that Bitbucket does not use, such as 304.
        _ => (ErrorId.RequestFailed, ForInvalidResponse(session)),
    };

    private static string ForPipelinesDisabled(BitbucketApiException e)
    {
        string place = RepositoryOf(e.Request) is { } name ? $" -Repository {Quoted(name)}" : "";
        return $"Enable Pipelines: Set-BbPipelineConfig -Enabled $true{place}, or on the web page of the repository, under Repository "
            + "settings, Pipelines, Settings.";
    }

    /// <summary>The repository that the response says does not exist; null if it is about something else.</summary>
    public static RepositoryId? MissingRepository(BitbucketApiException e) =>
        e.StatusCode == 404 && IsRepositoryMissing(e) && RepositoryOf(e.Request) is { } name && name.IndexOfAny(['*', '?', '[', '{']) < 0
            ? RepositoryId.Of(name.Substring(0, name.IndexOf('/')), name.Substring(name.IndexOf('/') + 1))
            : null;

    private static string ForNotFound(BitbucketApiException e)
    {
        const string Access = "Bitbucket also answers this if the credentials have no access.";
        return RepositoryOf(e.Request) is { } name && name.IndexOfAny(['*', '?', '[']) >= 0
            ? $"Wildcards are not allowed in -Repository here. Pipe the repositories: Get-BbRepository {Errors.Literal(name)}"
            : $"Check the spelling. {Access}";
    }

    /// <summary>The <c>workspace/slug</c> of a request, from its escaped path; null if it is not about a repository.</summary>
    private static string? RepositoryOf(string request)
    {
        string[] parts = [.. request.Substring(request.IndexOf(' ') + 1).Split('/').Select(Uri.UnescapeDataString)];
        return parts.Length > 2 && parts[0] == "repositories" && parts[2].Length > 0 ? $"{parts[1]}/{parts[2]}" : null;
    }

    /// <summary>Whether the repository itself was not found, and not something in it.</summary>
    private static bool IsRepositoryMissing(BitbucketApiException e)
    {
        string text = $"{e.ServerMessage} {e.Detail}";
        return text.IndexOf("access to this repository", StringComparison.OrdinalIgnoreCase) >= 0
            || (text.StartsWith("Repository ", StringComparison.OrdinalIgnoreCase)
            && text.IndexOf("not found", StringComparison.OrdinalIgnoreCase) >= 0);
    }

    /// <summary>The command that shows whether a change was made; null if there is none.</summary>
    /// <param name="request">The method and the escaped path.</param>
    private static string? CheckCommand(string request)
    {
        string[] parts = [.. request.Substring(request.IndexOf(' ') + 1).Split('/').Select(Uri.UnescapeDataString)];
        bool ofWorkspace = parts.Length > 2 && parts[0] == "workspaces";
        if (!ofWorkspace && !(parts.Length > 3 && parts[0] == "repositories"))
        {
            return null;
        }

        string repository = $"-Repository {Quoted($"{parts[1]}/{parts[2]}")}";
        string place = ofWorkspace ? $"-WorkspaceScope -Workspace {Quoted(parts[1])}" : repository;
        string resource = string.Join("/", parts.Skip(ofWorkspace ? 2 : 3));
        return resource switch
        {
            _ when resource.StartsWith("deployments_config/environments/", StringComparison.Ordinal) =>
                $"Get-BbVariable -Environment {Quoted(parts[5])} {repository}",
            _ when Has("/variables") => $"Get-BbVariable {place}",
            _ when Has("/runners") => $"Get-BbRunner {place}",
            // A workspace has no other resources that the module changes.
            _ when ofWorkspace => null,
            "pipelines/" => $"Get-BbPipeline -First 5 {repository}",
            _ when resource.StartsWith("pipelines/", StringComparison.Ordinal) => $"Get-BbPipeline {Quoted(parts[4])} {repository}",
            "pipelines_config" => $"Get-BbPipelineConfig {repository}",
            "pipelines_config/build_number" => $"Get-BbPipeline -First 1 {repository}",
            _ when Has("/schedules") => $"Get-BbSchedule {repository}",
            _ when Has("/known_hosts") => $"Get-BbKnownHost {repository}",
            _ when Has("/key_pair") => $"Get-BbSshKeyPair {repository}",
            _ when Has("/caches") => $"Get-BbCache {repository}",
            _ when Has("environments/") => $"Get-BbEnvironment {repository}",
            _ => null,
        };

        bool Has(string part) => resource.IndexOf(part, StringComparison.Ordinal) >= 0;
    }

    private static string Quoted(string text) =>
        text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/') ? text : Errors.Literal(text);

    /// <summary>The advice for rejected credentials (401).</summary>
    private static string ForCredentials(BitbucketApiException e, BitbucketSession? session)
    {
        SessionCredential? credential = session?.Settings.Credential;
        if (credential is { LooksLikeAppPassword: true })
        {
            return $"This is an app password; Bitbucket removed them on 2026-07-28. {CreateToken} and use it with the e-mail address of "
                + "the Atlassian account.";
        }

        if (credential is { LooksLikeUsername: true })
        {
            return $"Use the API token with the e-mail address of the Atlassian account, not with a username ('{credential.User}').";
        }

        return credential?.Kind switch
        {
            "ApiToken" when e.ServerMessage?.IndexOf("not supported for this endpoint", StringComparison.OrdinalIgnoreCase) >= 0 =>
                $"The token may have expired, or may have been created without scopes. {CreateToken}.",
            "ApiToken" => $"Check the e-mail address and the token. Tokens expire after a year at the latest. {CreateToken}.",
            "AccessToken" =>
                "The access token is invalid, revoked or expired. For an API token of a user, use -Credential (e-mail address and token) "
                    + "instead of -AccessToken.",
            "StepToken" => "The token of a step is valid only while the step runs, and only for its repository.",
            "OAuthClient" => "Check the key and the secret of the OAuth consumer. It must be private and have a callback URL.",
            _ => "Run Connect-BbWorkspace with valid credentials.",
        };
    }

    private static string ForInvalidResponse(BitbucketSession? session) =>
        "Try again. If it happens again, a proxy may have answered instead of Bitbucket: check the proxy and "
            + $"-ApiUri{(session is null ? "" : $" ({session.ApiUri})")}.";

    private static string ForRateLimit(BitbucketApiException e, BitbucketSession? session)
    {
        const string Otherwise =
            "let the cmdlets wait longer with Connect-BbWorkspace -RetryTimeoutSec 3600, or use an access token, which has its own "
                + "limit";
        if (e.RetryAfter is not { } wait || wait <= TimeSpan.Zero)
        {
            return $"Bitbucket allows about 1,000 requests an hour for each user: try again later, {Otherwise}.";
        }

        DateTimeOffset again = (session?.Client.Clock ?? BitbucketClientOptions.DefaultClock).GetUtcNow() + wait;
        string seconds = Counted.Seconds(Math.Ceiling(wait.TotalSeconds));
        return $"Bitbucket allows requests again in {seconds}, at {again:yyyy-MM-dd HH:mm:ss} UTC. Try again then, {Otherwise}.";
    }

    /// <summary>What is added to bitbucket-pipelines.yml so that the token of a step has a scope.</summary>
    /// <param name="scopes">The scopes; empty when it is not known which ones are missing.</param>
    public static string StepScopes(IReadOnlyCollection<string> scopes) =>
        "The token of a step has the scopes that the step asks for in bitbucket-pipelines.yml. Add them to the step, under 'auth: system: "
            + $"scopes:'{(scopes.Count == 0 ? "" : $": {string.Join(", ", scopes)}")}. A token of your own in a secured variable is not "
            + "limited by that.";

    private static (ErrorId Id, string Advice) ForPermission(BitbucketApiException e, BitbucketSession? session)
    {
        // The scopes that the server requires and the credentials lack.
        string[] missing = [.. e.RequiredScopes.Where(r => !Scopes.Grants(e.GrantedScopes, r))];
        bool isStep = session?.Settings.Credential is { IsStepToken: true };
        return missing.Length > 0
            ? (ErrorId.MissingScope,
                $"The credentials lack the scope {string.Join(", ", missing)}"
                    + (e.GrantedScopes.Count > 0 ? $" (they have: {string.Join(", ", e.GrantedScopes)})" : "")
                    + (isStep ? $". {StepScopes(missing)}"
                    : ". The scopes of a token cannot be changed: create a new token. Scopes of API tokens do not include one another."))
            : (ErrorId.PermissionDenied,
                "This resource does not accept this kind of credentials, or the user has no permission. Check the permissions with "
                    + $"Test-BbSession -Detailed.{(isStep ? $" {StepScopes([])}" : "")}");
    }
}
