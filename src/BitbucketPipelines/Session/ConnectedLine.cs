namespace BitbucketPipelines;

/// <summary>The line that Connect-BbWorkspace shows: who is connected, and where.</summary>
internal static class ConnectedLine
{
    /// <param name="session">The session, with the place in effect.</param>
    public static string Of(BitbucketSession session)
    {
        string user = session.Authentication switch
        {
            "AccessToken" => "with an access token",
            "StepToken" => "with the token of the step",
            "OAuthClient" => $"as the OAuth consumer {session.User}",
            _ => $"as {session.User}",
        };
        string place = session switch
        {
            { Workspace: { } workspace, Repository: { } repository } => $" to {workspace}/{repository}",
            { Workspace: { } workspace } => $" to the workspace {workspace}",
            _ => "",
        };
        string source = session.PlaceSource is { } found && found != "Session" && session.Repository is not null
            ? $" The repository is from the {(found == "Environment" ? "environment variables" : found)}."
            : session.Workspace is null ? " No workspace was specified." : "";
        string site = session.SiteUri == Api.BitbucketClientOptions.DefaultSiteUri ? "" : $" on {session.SiteUri.Authority}";
        return $"Connected{place}{site} {user}.{source}";
    }
}
