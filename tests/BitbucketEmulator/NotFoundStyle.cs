namespace BitbucketEmulator;

/// <summary>How a repository that is not there (or not yours) answers.</summary>
public enum NotFoundStyle
{
    /// <summary>A JSON error.</summary>
    Json,

    /// <summary>About 25 KB of HTML with a web token inside.</summary>
    Html,
}
