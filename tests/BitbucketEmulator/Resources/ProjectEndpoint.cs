using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>The projects of a workspace. They need a scope of their own.</summary>
internal static class ProjectEndpoint
{
    private static readonly Dictionary<string, Func<EmulatedProject, string>> s_fields = new()
    {
        ["key"] = project => project.Key,
        ["name"] = project => project.Name,
    };

    public static void Register(Router router) => router.Get("/workspaces/{workspace}/projects", ScopeRule.ReadProject, request =>
        Paging.Core(request, ListParameters.Apply(request, Lookup.Workspace(request).Projects, s_fields), ToJson));

    public static JsonObject ToJson(EmulatedProject project) => new()
    {
        ["type"] = "project",
        ["key"] = project.Key,
        ["uuid"] = project.Uuid,
        ["name"] = project.Name,
    };
}
