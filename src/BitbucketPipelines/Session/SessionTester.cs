using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Checks the permissions of a session with read-only requests.</summary>
internal sealed class SessionTester(BitbucketClient client, BitbucketSession session)
{
    private readonly List<SessionCheck> _checks = [];
    private IReadOnlyList<string> _granted = [];

    /// <summary>The failed check if there is no session.</summary>
    public static SessionCheck NotConnected()
    {
        ErrorDescription error = Errors.NotConnected();
        return new SessionCheck("Credentials", "Failed", "invalid_credentials", error.Message, error.Advice);
    }

    /// <summary>Runs all checks. Without a repository, the checks that need one are skipped.</summary>
    public async Task<IReadOnlyList<SessionCheck>> RunAsync(
        string? workspace, RepositoryId? repository, CancellationToken cancellationToken)
    {
        BitbucketApiException? failure = await ReadPlaceAsync(workspace, repository, cancellationToken).ConfigureAwait(false);
        // 403 or 404 from Bitbucket still proves that the credentials are accepted.
        BitbucketApiException? refused = IsAccepted(failure) ? null : failure;
        if (refused is { StatusCode: 403 or 404 })
        {
            // Bitbucket sometimes returns an HTML page, like a proxy does. The account resource always returns JSON.
            BitbucketApiException? second = await TryAsync(Accounts.Current(), _ => true, cancellationToken).ConfigureAwait(false);
            refused = IsAccepted(second) ? null : second!.StatusCode == 401 ? second : NotBitbucket(refused);
        }

        bool accepted = refused is null;
        Add("Credentials", refused, $"The credentials ({session.Authentication}) are accepted.");
        string place = repository?.ToString() ?? workspace ?? "the account";
        if (!accepted)
        {
            Skip("Repository access", "The credentials are not accepted.");
            Skip("Pipelines access", "The credentials are not accepted.");
            Skip("Granted scopes", "The credentials are not accepted.");
            return _checks;
        }

        Add(repository is null ? "Workspace access" : "Repository access", failure, $"{place} can be read.");
        if (repository is null)
        {
            Skip("Pipelines access", "No repository was specified.");
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

    /// <summary>
    /// Sends the first request of all: the repository, otherwise the repositories of the workspace, otherwise the account. Every kind of
    /// credentials gets an answer to it. Returns the failure, or null.
    /// </summary>
    public Task<BitbucketApiException?> ReadPlaceAsync(string? workspace, RepositoryId? repository, CancellationToken cancellationToken) =>
        repository is not null ? TryAsync(Repositories.Get(repository), _ => true, cancellationToken)
        : workspace is not null ? TryAsync(Repositories.List(workspace).With("pagelen", "1"), IsList, cancellationToken)
        : TryAsync(Accounts.Current(), _ => true, cancellationToken);

    /// <summary>Whether Bitbucket itself responded and accepted the credentials.</summary>
    public static bool IsAccepted(BitbucketApiException? failure) =>
        failure is null || (failure is { IsBitbucketError: true, StatusCode: 403 or 404 } && (failure.StatusCode == 403 || failure.IsGone));

    private static bool IsList<T>(Page<T> page) => page.Values is not null;

    private static BitbucketApiException NotBitbucket(BitbucketApiException failure) => new(
        $"The response is not from Bitbucket, so the credentials could not be checked. {failure.Message}", failure)
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
                .SendAsync(request, (answer, headers) => (isRight(answer), TokenScopeHeaders.Granted(headers)), cancellationToken)
                .ConfigureAwait(false);
            _granted = granted.Length > 0 ? granted : _granted;
            return right ? null : new BitbucketApiException($"The response to {request} is not a list.")
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
        bool hasScopes = _granted.Count > 0;
        _checks.Add(new SessionCheck(
            "Granted scopes", hasScopes ? "Passed" : "Unknown", null,
            hasScopes ? string.Join(", ", _granted) : "The server did not return the scopes of these credentials.", null));
        foreach ((string group, string cmdlets, string[] classic, string[] granular) in Scopes.Groups)
        {
            string[] missing = hasScopes ? Scopes.Missing(_granted, classic, granular) : [];
            _checks.Add(missing.Length > 0
                ? new SessionCheck($"Scopes: {group}", "Failed", "invalid_permissions",
                $"Missing: {string.Join(", ", missing)} ({cmdlets}).",
                    session.Settings.Credential is { IsStepToken: true } ? RequestFailure.StepScopes(missing)
                    : "The scopes of a token cannot be changed. Create a new token that also has these scopes.")
                : new SessionCheck($"Scopes: {group}", hasScopes ? "Passed" : "Unknown", null, cmdlets, null));
        }
    }
}
