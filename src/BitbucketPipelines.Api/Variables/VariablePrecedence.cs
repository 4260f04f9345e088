using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Variables;

/// <summary>Which variable of a name wins: the deployment environment's over the repository's over the workspace's.</summary>
internal static class VariablePrecedence
{
    /// <summary>Fills <see cref="Variable.OverriddenBy"/> for variables of one workspace.</summary>
    public static void Mark(IReadOnlyCollection<Variable> variables)
    {
        foreach (IGrouping<string, Variable> same in variables.GroupBy(v => v.Name ?? "", StringComparer.Ordinal))
        {
            foreach (Variable variable in same)
            {
                variable.OverriddenBy = [.. same.Where(other => Rank(other) > Rank(variable) && Covers(variable, other)).Select(Place)];
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
