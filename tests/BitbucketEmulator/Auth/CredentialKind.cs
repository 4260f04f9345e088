namespace BitbucketEmulator;

/// <summary>The kinds of credential.</summary>
internal enum CredentialKind
{
    /// <summary>A user's API token: Basic with the e-mail, granular scopes.</summary>
    ApiToken,

    /// <summary>A repository, project or workspace access token: Bearer, classic scopes, no user behind it.</summary>
    AccessToken,

    /// <summary>A token that an OAuth client got: Bearer, classic scopes, the client's owner behind it.</summary>
    OAuth,
}
