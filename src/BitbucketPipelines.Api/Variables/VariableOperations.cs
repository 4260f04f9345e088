using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Requests for variables in all scopes. There is no request that reads one variable of an environment.</summary>
internal static class VariableOperations
{
    /// <summary>Lists the variables of a scope.</summary>
    public static ApiRequest<Page<Variable>> List(VariableScope scope) => ApiRequest.Get($"{scope.Path}", WireContext.Default.PageVariable);

    /// <summary>Gets a variable. Not available for environments.</summary>
    public static ApiRequest<Variable> Get(VariableScope scope, string uuid) =>
        ApiRequest.Get($"{scope.Path}/{uuid}", WireContext.Default.Variable);

    /// <summary>Creates a variable. Answers 409 when the name exists.</summary>
    public static ApiRequest<Variable> Create(VariableScope scope, VariableBody body) =>
        ApiRequest.Post($"{scope.Path}", body, WireContext.Default.VariableBody, WireContext.Default.Variable)
            with { IsMeant = v => IsOf(v, body) };

    /// <summary>Replaces the name, the value and the property secured.</summary>
    public static ApiRequest<Variable> Update(VariableScope scope, string uuid, VariableBody body) =>
        ApiRequest.Put($"{scope.Path}/{uuid}", body, WireContext.Default.VariableBody, WireContext.Default.Variable)
            with { IsMeant = v => IsOf(v, body) };

    /// <summary>Removes a variable.</summary>
    public static ApiRequest Delete(VariableScope scope, string uuid) => ApiRequest.Delete($"{scope.Path}/{uuid}");

    /// <summary>Whether the response is about the variable. Some responses lack the name.</summary>
    private static bool IsOf(Variable variable, VariableBody body) => variable.Name is null || variable.Name == body.Key;
}
