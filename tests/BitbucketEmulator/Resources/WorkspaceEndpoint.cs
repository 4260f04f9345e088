namespace BitbucketEmulator;

internal static class WorkspaceEndpoint
{
    public static void Register(Router router) => router.Get("/workspaces/{workspace}", ScopeRule.ReadWorkspace, request =>
        EmulatorResponse.Ok(CoreJson.Workspace(request.State, Lookup.Workspace(request))));
}
