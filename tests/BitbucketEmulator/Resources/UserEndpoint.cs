using System.Text.Json.Nodes;

namespace BitbucketEmulator;

internal static class UserEndpoint
{
    public static void Register(Router router)
    {
        router.Get("/user", ScopeRule.ReadUser, GetUser);
        router.Get("/user/workspaces", ScopeRule.ReadWorkspace, ListWorkspaces);

        // Gone since CHANGE-2770.
        router.Get("/workspaces", ScopeRule.None, _ => throw ApiErrors.Gone());
        router.Get("/user/permissions/workspaces", ScopeRule.None, _ => throw ApiErrors.Gone());
        router.Get("/user/permissions/repositories", ScopeRule.None, _ => throw ApiErrors.Gone());
        router.Get("/repositories", ScopeRule.None, _ => throw ApiErrors.Gone());
    }

    private static EmulatorResponse GetUser(EmulatorRequest request)
    {
        Credential credential = Require(request);

        // An access token is nobody.
        return credential.Kind == CredentialKind.AccessToken
            ? throw ApiErrors.CredentialKind()
            : EmulatorResponse.Ok(CoreJson.User(request.State, credential.User));
    }

    private static EmulatorResponse ListWorkspaces(EmulatorRequest request)
    {
        if (Require(request).Kind == CredentialKind.AccessToken)
        {
            throw ApiErrors.CredentialKind();
        }

        return Paging.Core(request, request.State.World.Workspaces, workspace => new JsonObject
        {
            ["type"] = "workspace_access",
            ["administrator"] = true,
            ["workspace"] = CoreJson.Workspace(request.State, workspace, "workspace_base"),
        });
    }

    private static Credential Require(EmulatorRequest request) => request.Credential ?? throw ApiErrors.Unauthorized();
}
