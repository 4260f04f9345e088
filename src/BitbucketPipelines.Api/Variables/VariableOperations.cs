using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Variables, in every scope. There is no operation that reads one variable of an environment: its list is read.</summary>
internal static class VariableOperations
{
    /// <summary>All variables of a scope.</summary>
    public static ApiRequest<Page<Variable>> List(VariableScope scope) => ApiRequest.Get($"{scope.Path}", WireContext.Default.PageVariable);

    /// <summary>One variable. Not for environments.</summary>
    public static ApiRequest<Variable> Get(VariableScope scope, string uuid) =>
        ApiRequest.Get($"{scope.Path}/{uuid}", WireContext.Default.Variable);

    /// <summary>Makes a variable; 409 when the name is taken.</summary>
    public static ApiRequest<Variable> Create(VariableScope scope, VariableBody body) =>
        ApiRequest.Post($"{scope.Path}", body, WireContext.Default.VariableBody, WireContext.Default.Variable)
            with { IsMeant = v => IsOf(v, body) };

    /// <summary>Replaces name, value and secured.</summary>
    public static ApiRequest<Variable> Update(VariableScope scope, string uuid, VariableBody body) =>
        ApiRequest.Put($"{scope.Path}/{uuid}", body, WireContext.Default.VariableBody, WireContext.Default.Variable)
            with { IsMeant = v => IsOf(v, body) };

    /// <summary>Removes a variable.</summary>
    public static ApiRequest Delete(VariableScope scope, string uuid) => ApiRequest.Delete($"{scope.Path}/{uuid}");

    /// <summary>Some answers are bare.</summary>
    private static bool IsOf(Variable variable, VariableBody body) => variable.Name is null || variable.Name == body.Key;
}
