using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Variables;

/// <summary>The difference of one variable between two scopes. Values of secured variables cannot be read.</summary>
/// <param name="Name">The name.</param>
/// <param name="Left">The value on the left, <see cref="Hidden"/> for a secured variable, or null when there is no variable.</param>
/// <param name="Right">The value on the right, <see cref="Hidden"/> for a secured variable, or null when there is no variable.</param>
/// <param name="Difference">Equal, Different, LeftOnly, RightOnly, or Unknown for two secured variables.</param>
public sealed record VariableDifference(string Name, string? Left, string? Right, string Difference)
{
    /// <summary>Shown instead of a value that cannot be read.</summary>
    public const string Hidden = "(secured)";

    /// <summary>Compares two scopes. The result is sorted by name.</summary>
    public static IReadOnlyList<VariableDifference> Between(IEnumerable<Variable> left, IEnumerable<Variable> right)
    {
        Dictionary<string, Variable> one = VariablePlan.Index(left);
        Dictionary<string, Variable> other = VariablePlan.Index(right);
        return [.. one.Keys.Union(other.Keys).OrderBy(name => name, StringComparer.Ordinal).Select(name =>
        {
            Variable? l = one.TryGetValue(name, out Variable? a) ? a : null;
            Variable? r = other.TryGetValue(name, out Variable? b) ? b : null;
            return new VariableDifference(name, Shown(l), Shown(r), Word(l, r));
        })];
    }

    private static string? Shown(Variable? variable) => variable is null ? null : variable.Secured ? Hidden : variable.Value ?? "";

    private static string Word(Variable? left, Variable? right) => (left, right) switch
    {
        (null, _) => "RightOnly",
        (_, null) => "LeftOnly",
        ({ Secured: true }, { Secured: true }) => "Unknown",
        _ => left.Secured == right.Secured && left.Value == right.Value ? "Equal" : "Different",
    };
}
