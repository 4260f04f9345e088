using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>The variables of all five scopes. Underscore and hyphen are as in table 1.1.</summary>
internal static class VariableEndpoint
{
    private const string DeploymentPath = Lookup.RepositoryPath + "/deployments_config/environments/{environment_uuid}/variables";

    public static void Register(Router router)
    {
        Add(router, Lookup.RepositoryPath + "/pipelines_config/variables", ScopeRule.AdminPipeline, OfRepository);
        Add(router, DeploymentPath, ScopeRule.AdminPipeline, OfEnvironment, single: false);
        Add(router, "/workspaces/{workspace}/pipelines-config/variables", ScopeRule.AdminPipeline, OfWorkspace);
        Add(router, "/teams/{username}/pipelines_config/variables", ScopeRule.WriteAccountVariables, OfTeam);
        Add(router, "/users/{selected_user}/pipelines_config/variables", ScopeRule.WriteAccountVariables, OfUser);
    }

    /// <summary>Without <paramref name="single"/> there is no GET for one of them: that path answers it with 405.</summary>
    private static void Add(
        Router router, string path, ScopeRule write, Func<EmulatorRequest, EmulatedVariableStore> find, bool single = true)
    {
        ScopeRule read = write == ScopeRule.AdminPipeline ? ScopeRule.ReadPipeline : ScopeRule.ReadAccountVariables;
        router.Get(path, read, request => List(request, find(request)));
        router.Post(path, write, request => Create(request, find(request)));
        router.Put(path + "/{variable_uuid}", write, request => Update(request, find(request)));
        router.Delete(path + "/{variable_uuid}", write, request => Remove(request, find(request)));
        if (single)
        {
            router.Get(path + "/{variable_uuid}", read, request => EmulatorResponse.Ok(ToJson(Find(request, find(request)))));
        }
    }

    private static EmulatorResponse List(EmulatorRequest request, EmulatedVariableStore store)
    {
        bool begins = request.Query.First("page") is null or "1";
        return Paging.Service(request, store.List(begins, request.Now), ToJson);
    }

    private static EmulatorResponse Create(EmulatorRequest request, EmulatedVariableStore store) => Write(
        request, store, EmulatedVariableWrite.Created, () =>
    {
        EmulatedVariable variable = Read(request, whole: false) with { Uuid = request.State.World.Uuids.Next() };
        VariableRules.CheckPlace(store, variable, request.State.Behavior.VariableSizeLimit);
        store.Add(variable, request.State.Behavior, request.Now);
        return (variable, EmulatorResponse.Created(request, variable.Uuid, ToJson(variable)));
    });

    private static EmulatorResponse Update(EmulatorRequest request, EmulatedVariableStore store) => Write(
        request, store, EmulatedVariableWrite.Updated, () =>
    {
        EmulatedVariable old = Find(request, store);
        EmulatedVariable variable = Read(request, whole: true) with { Uuid = old.Uuid };
        VariableRules.CheckPlace(store, variable, request.State.Behavior.VariableSizeLimit);
        store.Update(variable, request.State.Behavior, request.Now);
        return (variable, EmulatorResponse.Ok(ToJson(variable)));
    });

    private static EmulatorResponse Remove(EmulatorRequest request, EmulatedVariableStore store) => Write(
        request, store, EmulatedVariableWrite.Removed, () =>
    {
        EmulatedVariable variable = Find(request, store);
        store.Remove(variable.Uuid);
        return (variable, EmulatorResponse.Empty(204));
    });

    private static EmulatorResponse Write(
        EmulatorRequest request, EmulatedVariableStore store, string action,
        Func<(EmulatedVariable Variable, EmulatorResponse Response)> write)
    {
        VariableBook book = request.State.World.Variables;
        try
        {
            (EmulatedVariable variable, EmulatorResponse response) = write();
            book.Record(store, action, variable, response.Status, request.State.ElapsedSeconds);
            return response;
        }
        catch (ApiErrorException error)
        {
            book.Record(store, EmulatedVariableWrite.Refused, TryRead(request), error.Response.Status, request.State.ElapsedSeconds);
            throw;
        }
    }

    /// <summary>
    /// Whether a PUT without <c>value</c> or <c>secured</c> keeps what was there is not known, so nobody may send one: here
    /// it is refused. In that way a secured variable also becomes a plain one only together with a new value.
    /// </summary>
    private static EmulatedVariable Read(EmulatorRequest request, bool whole)
    {
        JsonObject body = JsonBody.Read(request);
        string? key = JsonBody.Text(body, "key");
        string? value = JsonBody.Text(body, "value");
        bool? secured = JsonBody.Flag(body, "secured");
        if (key is null || value is null || (whole && secured is null))
        {
            throw ApiErrors.InvalidProperties();
        }

        var variable = new EmulatedVariable(key, value, secured ?? false);
        VariableRules.Check(variable);
        return variable;
    }

    /// <summary>As much as can be read of what was refused.</summary>
    private static EmulatedVariable TryRead(EmulatorRequest request)
    {
        var variable = new EmulatedVariable("", "") { Uuid = request.Holes.GetValueOrDefault("variable_uuid", "") };
        try
        {
            JsonObject body = JsonBody.Read(request);
            variable = variable with { Key = JsonBody.Text(body, "key") ?? "" };
            return variable with { Value = JsonBody.Text(body, "value") ?? "", Secured = JsonBody.Flag(body, "secured") ?? false };
        }
        catch (ApiErrorException)
        {
            return variable;
        }
    }

    private static EmulatedVariable Find(EmulatorRequest request, EmulatedVariableStore store) =>
        Lookup.Item(request, "variable_uuid", "Variable", store.All, variable => variable.Uuid);

    /// <summary>
    /// Also a deployment variable is typed <c>pipeline_variable</c>; of a secured one <c>value</c> is absent.
    /// </summary>
    private static JsonObject ToJson(EmulatedVariable variable)
    {
        var json = new JsonObject { ["type"] = "pipeline_variable", ["uuid"] = variable.Uuid, ["key"] = variable.Key };
        if (!variable.Secured)
        {
            json["value"] = variable.Value;
        }

        json["secured"] = variable.Secured;
        return json;
    }

    private static EmulatedVariableStore OfRepository(EmulatorRequest request) => Lookup.Repository(request).Variables;

    private static EmulatedVariableStore OfEnvironment(EmulatorRequest request) => Lookup.Environment(request).Variables;

    private static EmulatedVariableStore OfWorkspace(EmulatorRequest request) => Lookup.WorkspaceSettings(request).Variables;

    private static EmulatedVariableStore OfTeam(EmulatorRequest request)
    {
        CheckAccountCredential(request);
        string name = request["username"];
        return (request.State.World.FindWorkspace(name) ?? throw NoAccount(name)).Variables;
    }

    private static EmulatedVariableStore OfUser(EmulatorRequest request)
    {
        CheckAccountCredential(request);
        string name = request["selected_user"];
        return request.State.World.Variables.OfUser(request.State.World.FindUser(name) ?? throw NoAccount(name));
    }

    /// <summary>Seen to refuse API tokens. Which credentials they still take is not known: here the marked ones.</summary>
    private static void CheckAccountCredential(EmulatorRequest request)
    {
        Credential credential = request.Credential ?? throw ApiErrors.Unauthorized();
        if (!credential.AccountVariables)
        {
            throw ApiErrors.CredentialKind();
        }
    }

    private static ApiErrorException NoAccount(string name) => ApiErrors.Core(404, $"No account with identifier '{name}'.");
}
