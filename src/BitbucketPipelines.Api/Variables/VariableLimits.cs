namespace BitbucketPipelines.Api.Variables;

/// <summary>Checks the rules of Bitbucket before anything is written, so that a bulk change does not fail halfway.</summary>
internal static class VariableLimits
{
    /// <summary>The approximate maximum number of characters of all names and values of a scope together.</summary>
    public const int MaxTotal = 120_000;

    /// <summary>
    /// Whether values are short enough, compared with those that they replace, to be written without knowing how much the other variables
    /// of the scope have. If they do not fit nevertheless, Bitbucket refuses them.
    /// </summary>
    /// <param name="changes">The old and the new length of each value.</param>
    public static bool IsSmall(IEnumerable<(int Old, int New)> changes) =>
        changes.Sum(change => (long)Math.Max(0, change.New - change.Old)) <= MaxTotal / 10;

    /// <summary>Finds invalid names, values with line breaks, and scopes that would become too large.</summary>
    /// <param name="wanted">The variables to write.</param>
    /// <param name="others">
    /// The other variables of the scope, which stay. If the length of a value is unknown because the variable is secured, only the name
    /// counts.
    /// </param>
    /// <returns>All problems; empty when there are none. The messages never contain a value.</returns>
    public static IReadOnlyList<VariableProblem> Check(
        IEnumerable<VariableEntry> wanted, IEnumerable<(string Name, int ValueLength)> others)
    {
        var problems = new List<VariableProblem>();
        var sizes = new List<(string Name, long Size)>();
        foreach (VariableEntry entry in wanted)
        {
            string value = entry.Value ?? "";
            sizes.Add((entry.Name, (long)entry.Name.Length + value.Length));
            if (!VariableName.IsValid(entry.Name))
            {
                problems.Add(new(
                    entry.Line,
                    $"The name {VariableProblem.Show(entry.Name)} is not valid: a name consists of the letters A to Z, digits and "
                        + "underscores, and does not begin with a digit."));
            }

            if (HasLineBreak(value))
            {
                problems.Add(new(entry.Line, LineBreak(entry.Name)));
            }

            if (HasLoneSurrogate(value))
            {
                problems.Add(
                    new(entry.Line,
                    $"The value of {VariableProblem.Show(entry.Name)} contains half of a character (a lone surrogate), which cannot be "
                        + "sent."));
            }
        }

        sizes.AddRange(others.Select(o => (o.Name, (long)o.Name.Length + o.ValueLength)));
        long total = sizes.Sum(s => s.Size);
        if (total > MaxTotal)
        {
            string largest = VariableProblem.Show(sizes.OrderByDescending(s => s.Size).First().Name);
            problems.Add(new(0, FormattableString.Invariant(
                $"Names and values would have {Counted.Of(total, "character")} together; Bitbucket allows about {MaxTotal:N0}. ")
                + $"The largest variable is {largest}."));
        }

        return problems;
    }

    internal static string LineBreak(string name) =>
        $"The value of {VariableProblem.Show(name)} contains a line break, which Bitbucket does not allow: encode it, for example as "
            + "base64.";

    /// <summary>
    /// The value without a line break at its end, as a file has it. In a text with other line breaks the last one may be meant: it stays.
    /// </summary>
    internal static string WithoutFinalLineBreak(string value)
    {
        int length = value.EndsWith("\r\n", StringComparison.Ordinal) ? 2
            : value.Length > 0 && value[value.Length - 1] is '\n' or '\r' ? 1 : 0;
        string shorter = value.Substring(0, value.Length - length);
        return HasLineBreak(shorter) ? value : shorter;
    }

    internal static bool HasLineBreak(string value) => value.IndexOf('\n') >= 0 || value.IndexOf('\r') >= 0;

    private static bool HasLoneSurrogate(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (char.IsSurrogate(value[i]) && !(char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[++i])))
            {
                return true;
            }
        }

        return false;
    }
}
