namespace BitbucketEmulator;

/// <summary>Who asks, with which scopes (short names, without <c>:bitbucket</c>), for which repositories.</summary>
internal sealed record Credential(CredentialKind Kind, EmulatorUser User, IReadOnlyList<string> Scopes)
{
    /// <summary>Full names; null: all that are not hidden.</summary>
    public IReadOnlyList<string>? Repositories { get; init; }

    /// <summary>True: good for the deprecated variables of /teams/ and /users/, which refuse most credentials.</summary>
    public bool AccountVariables { get; init; }

    public bool Granular => Kind == CredentialKind.ApiToken;

    /// <summary>The word in <c>X-Credential-Type</c>. Only <c>api_token</c> was observed; the others are guesses.</summary>
    public string TypeName => Kind switch
    {
        CredentialKind.ApiToken => "api_token",
        CredentialKind.AccessToken => "access_token",
        _ => "oauth2",
    };

    /// <summary>The scopes as the service writes them.</summary>
    public IEnumerable<string> Granted => Granular ? Scopes.Select(ScopeRule.Full) : Scopes;

    public bool Sees(string repositoryFullName) =>
        Repositories is null || Repositories.Contains(repositoryFullName, StringComparer.OrdinalIgnoreCase);
}
