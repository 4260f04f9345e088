using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Finds out what a session may do, with requests that change nothing.</summary>
internal sealed class SessionTester(BitbucketClient client, BitbucketSession session)
{
    private readonly List<SessionCheck> _checks = [];
    private IReadOnlyList<string> _granted = [];

    /// <summary>The check that fails when there is neither a session nor an environment to make one of.</summary>
    public static SessionCheck NotConnected()
    {
        ErrorDescription error = ErrorRecords.NotConnected();
        return new SessionCheck("Credentials", "Failed", "invalid_credentials", error.Message, error.Advice);
    }

    /// <summary>Runs the checks that can be run: without a repository, only those of the credentials.</summary>
    public async Task<IReadOnlyList<SessionCheck>> RunAsync(
        string? workspace, RepositoryId? repository, CancellationToken cancellationToken)
    {
        BitbucketApiException? failure = repository is not null
            ? await TryAsync(Repositories.Get(repository), _ => true, cancellationToken).ConfigureAwait(false)
            : workspace is not null
            ? await TryAsync(Repositories.List(workspace).With("pagelen", "1"), IsList, cancellationToken).ConfigureAwait(false)
            : await TryAsync(Accounts.Current(), _ => true, cancellationToken).ConfigureAwait(false);
        // A resource that is refused or not there was still reached with credentials that are known, if it is Bitbucket that says so.
        BitbucketApiException? refused = IsKnown(failure) ? null : failure;
        if (refused is { StatusCode: 403 or 404 })
        {
            // Bitbucket, too, answers with a page at times, as a proxy does. Who the credentials belong to is answered with JSON.
            BitbucketApiException? second = await TryAsync(Accounts.Current(), _ => true, cancellationToken).ConfigureAwait(false);
            refused = IsKnown(second) ? null : second!.StatusCode == 401 ? second : Stranger(refused);
        }

        bool known = refused is null;
        Add("Credentials", refused, $"The credentials ({session.Authentication}) are accepted.");
        string place = repository?.ToString() ?? workspace ?? "the account";
        if (!known)
        {
            Skip("Repository access", "The credentials are not accepted.");
            Skip("Pipelines access", "The credentials are not accepted.");
            Skip("Granted scopes", "The credentials are not accepted.");
            return _checks;
        }

        Add(repository is null ? "Workspace access" : "Repository access", failure, $"{place} can be read.");
        if (repository is null)
        {
            Skip("Pipelines access", "No repository is given.");
        }
        else
        {
            Add("Pipelines access",
                await TryAsync(Pipelines.List(repository).With("pagelen", "1"), IsList, cancellationToken).ConfigureAwait(false),
                $"The runs of {place} can be read.");
        }

        AddScopes();
        return _checks;
    }

    /// <summary>Whether the credentials are known to whoever answered, and that is Bitbucket.</summary>
    private static bool IsKnown(BitbucketApiException? failure) =>
        failure is null || (failure is { IsBitbucketError: true, StatusCode: 403 or 404 } && (failure.StatusCode == 403 || failure.IsGone));

    private static bool IsList<T>(Page<T> page) => page.Values is not null;

    private static BitbucketApiException Stranger(BitbucketApiException failure) => new(
        $"The answer is not Bitbucket's, so nothing is known of the credentials. {failure.Message}", failure)
    {
        Kind = ApiErrorKind.InvalidResponse,
        Request = failure.Request,
    };

    private async Task<BitbucketApiException?> TryAsync<T>(
        ApiRequest<T> request, Func<T, bool> isRight, CancellationToken cancellationToken)
    {
        try
        {
            (bool right, string[] granted) = await client
                .SendAsync(request, (answer, headers) => (isRight(answer), ScopeHeaders.Granted(headers)), cancellationToken)
                .ConfigureAwait(false);
            _granted = granted.Length > 0 ? granted : _granted;
            return right ? null : new BitbucketApiException($"The server answered {request} with something that is not a list.")
            {
                Kind = ApiErrorKind.InvalidResponse,
                Request = request.ToString(),
            };
        }
        catch (BitbucketApiException e)
        {
            _granted = e.GrantedScopes.Count > 0 ? e.GrantedScopes : _granted;
            return e;
        }
    }

    private void Add(string check, BitbucketApiException? failure, string passed)
    {
        if (failure is null)
        {
            _checks.Add(new SessionCheck(check, "Passed", null, passed, null));
            return;
        }

        (ErrorId id, string advice) = RequestFailure.Describe(failure, session);
        string reason = id == ErrorId.InvalidCredentials ? "invalid_credentials"
            : id == ErrorId.PermissionDenied || id == ErrorId.MissingScope ? "invalid_permissions"
            : id == ErrorId.NotFound ? "no_resources"
            : "connection_failed";
        _checks.Add(new SessionCheck(check, "Failed", reason, failure.Message, advice));
    }

    private void Skip(string check, string why) => _checks.Add(new SessionCheck(check, "Skipped", null, why, null));

    private void AddScopes()
    {
        bool told = _granted.Count > 0;
        _checks.Add(new SessionCheck(
            "Granted scopes", told ? "Passed" : "Unknown", null,
            told ? string.Join(", ", _granted) : "The server did not tell the scopes of these credentials.", null));
        foreach ((string group, string cmdlets, string[] classic, string[] granular) in Scopes.Groups)
        {
            string[] missing = told ? Scopes.Missing(_granted, classic, granular) : [];
            _checks.Add(missing.Length > 0
                ? new SessionCheck($"Scopes: {group}", "Failed", "invalid_permissions",
                $"Missing: {string.Join(", ", missing)} ({cmdlets}).",
                    "Scopes are fixed when a token is made: make a new one with these scopes too.")
                : new SessionCheck($"Scopes: {group}", told ? "Passed" : "Unknown", null, cmdlets, null));
        }
    }
}
