using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// Of several variables of one name, those of an environment override those of its repository, which override those of the workspace.
/// </summary>
internal static class VariablePrecedence
{
    /// <summary>Sets <see cref="Variable.OverriddenBy"/> of variables of one workspace.</summary>
    public static void Mark(IReadOnlyCollection<Variable> variables)
    {
        foreach (IGrouping<string, Variable> same in variables.GroupBy(v => v.Name ?? "", StringComparer.Ordinal))
        {
            foreach (Variable variable in same)
            {
                variable.OverriddenBy = new StringList(
                    same.Where(other => Rank(other) > Rank(variable) && Covers(variable, other)).Select(Place));
            }
        }
    }

    private static int Rank(Variable variable) => variable switch
    {
        { Environment: not null } => 2,
        { WorkspaceScope: true } => 0,
        _ => 1,
    };

    private static bool Covers(Variable lower, Variable higher) => lower.WorkspaceScope || lower.Repository == higher.Repository;

    private static string Place(Variable variable) =>
        $"{variable.Workspace}/{variable.Repository}{(variable.Environment is { } name ? $" ({name})" : "")}";
}
