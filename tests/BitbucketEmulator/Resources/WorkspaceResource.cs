namespace BitbucketEmulator;

internal static class WorkspaceResource
{
    public static void Register(Router router) => router.Get("/workspaces/{workspace}", ScopeRule.ReadWorkspace, request =>
        ApiResponse.Ok(CoreJson.Workspace(request.State, Lookup.Workspace(request))));
}
