using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>What to do about a failed request.</summary>
internal static class Advice
{
    private const string Create =
        "Create an API token with scopes at id.atlassian.com (Security, API tokens, 'Create API token with scopes', Bitbucket)";

    public static string For(BitbucketApiException e, BitbucketSession? session) => e.Kind switch
    {
        ApiErrorKind.AnswerLost =>
            $"Look whether it was carried out before you repeat it{(Look(e.Request) is { } command ? $": {command}" : ".")}",
        ApiErrorKind.Connection => $"Check the network, the proxy and -ApiUri{(session is null ? "" : $" ({session.ApiUri})")}.",
        ApiErrorKind.Timeout =>
            "Try again; if it lasts, check the network and https://bitbucket.status.atlassian.com. Connect-BbWorkspace -RequestTimeoutSec "
                + "300 gives an answer more time.",
        ApiErrorKind.InvalidResponse when e.IsTooLarge => "Save it to a file: Invoke-BbApi with -OutFile takes answers of any size.",
        ApiErrorKind.InvalidResponse => Strange(session),
        _ => ForStatus(e, session),
    };

    /// <summary>The command that shows whether a change was made, or null where none does.</summary>
    /// <param name="request">The method and the escaped path.</param>
    private static string? Look(string request)
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
            // Nothing else is of a workspace.
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
        text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/') ? text : ErrorRecords.Literal(text);

    /// <summary>What to do about credentials that are refused (401).</summary>
    public static string ForCredentials(BitbucketApiException e, BitbucketSession? session)
    {
        SessionCredential? credential = session?.Settings.Credential;
        if (credential is { LooksLikeAppPassword: true })
        {
            return $"This is an app password; Bitbucket removed them on 2026-07-28. {Create} and use it with the e-mail address of the "
                + "Atlassian account.";
        }

        if (credential is { LooksLikeUsername: true })
        {
            return $"API tokens go with the e-mail address of the Atlassian account, not with a username ('{credential.User}').";
        }

        return credential?.Kind switch
        {
            "ApiToken" when e.ServerMessage?.IndexOf("not supported for this endpoint", StringComparison.OrdinalIgnoreCase) >= 0 =>
                $"The token may have ended, or may have been made without scopes. {Create}.",
            "ApiToken" => $"Check e-mail address and token; tokens end after a year at the latest. {Create}.",
            "AccessToken" =>
                "The access token is wrong, revoked or ended. An API token of a user goes with -Credential (e-mail and token), not with "
                    + "-AccessToken.",
            "OAuthClient" => "Check key and secret of the OAuth consumer; it must be private and have a callback URL.",
            _ => "Run Connect-BbWorkspace with valid credentials.",
        };
    }

    /// <summary>The scopes that the server asks for and the credentials lack.</summary>
    public static IReadOnlyList<string> MissingScopes(BitbucketApiException e)
    {
        string[] missing = [.. e.RequiredScopes.Where(r => !Scopes.Grants(e.GrantedScopes, r))];
        return missing;
    }

    private static string ForStatus(BitbucketApiException e, BitbucketSession? session) => e.StatusCode switch
    {
        400 when e.DataKey == "unexpected.response.body" =>
            "Bitbucket did not understand a value: a uuid needs its braces, and a cron pattern seven fields.",
        400 => "Check the values that were given.",
        401 => ForCredentials(e, session),
        403 => ForPermission(e),
        404 when e.Detail?.IndexOf("not enabled", StringComparison.OrdinalIgnoreCase) >= 0 =>
            "Enable Pipelines: Set-BbPipelineConfig -Enabled $true, or on the web page of the repository, under Repository settings, "
                + "Pipelines, Settings.",
        404 => "Check the spelling; Bitbucket also says this of what the credentials may not see.",
        409 => "It exists already.",
        429 => RateLimit(e, session),
        >= 500 => "Bitbucket has a problem: try again, or look at https://bitbucket.status.atlassian.com.",
        // 304 and the like: nothing that Bitbucket says.
        _ => Strange(session),
    };

    private static string Strange(BitbucketSession? session) =>
        "Try again. If it lasts, something between here and Bitbucket may have answered: check the proxy and "
            + $"-ApiUri{(session is null ? "" : $" ({session.ApiUri})")}.";

    private static string RateLimit(BitbucketApiException e, BitbucketSession? session)
    {
        const string Otherwise =
            "wait longer by itself with Connect-BbWorkspace -RetryTimeoutSec 3600, or use an access token, which has an allowance of its "
                + "own";
        if (e.RetryAfter is not { } wait || wait <= TimeSpan.Zero)
        {
            return $"Bitbucket allows about 1,000 requests an hour for each user: try again later, {Otherwise}.";
        }

        DateTimeOffset again = (session?.Client.Clock ?? BitbucketClientOptions.DefaultClock).GetUtcNow() + wait;
        return $"Bitbucket allows requests again in {Math.Ceiling(wait.TotalSeconds):0} seconds, at {again:yyyy-MM-dd HH:mm:ss} UTC. Try "
            + $"again then, {Otherwise}.";
    }

    private static string ForPermission(BitbucketApiException e)
    {
        IReadOnlyList<string> missing = MissingScopes(e);
        if (missing.Count > 0)
        {
            return $"The credentials lack the scope {string.Join(", ", missing)}"
                + (e.GrantedScopes.Count > 0 ? $" (they have: {string.Join(", ", e.GrantedScopes)})" : "")
                + ". Scopes are fixed when a token is made: make a new one. Scopes of API tokens do not imply one another.";
        }

        return "The credentials are of a kind that this resource refuses, or their owner may not do this. Test-BbSession -Detailed tells "
            + "what they may do.";
    }
}
