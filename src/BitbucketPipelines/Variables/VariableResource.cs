using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>Describes variables for the list cmdlets. Their names are case-sensitive.</summary>
internal static class VariableResource
{
    /// <summary>The variables of a scope.</summary>
    public static Resource<Variable> Of(VariableScope scope, Uri site) => new(
        "variable", scope.ToString(), scope.Workspace, scope.Repository?.Slug, VariableOperations.List(scope), v => v.Name, v => v.Uuid)
    {
        NotFound = (wanted, all) => Errors.VariableNotFound(wanted, scope, all),
        // There is no request for one variable of an environment: the list is read instead.
        Get = scope.Kind == VariableScopeKind.Environment ? null : uuid => VariableOperations.Get(scope, uuid),
        SetLocation = v => v.SetLocation(scope, site),
        NameRules = [(name, variable) => variable.Name == name],
    };
}
