namespace BitbucketPipelines.Api.Variables;

/// <summary>What Bitbucket takes: checked before anything is written, so that a bulk change does not stop half way.</summary>
internal static class VariableLimits
{
    /// <summary>About how many characters the names and values of one scope may have together.</summary>
    public const int MaxTotal = 120_000;

    /// <summary>Finds invalid names, values with line breaks, and a scope that would grow too large.</summary>
    /// <param name="wanted">The variables to write.</param>
    /// <param name="others">
    /// The variables that stay in the scope beside them. A secured one counts with its name only where the length of its value is not
    /// known.
    /// </param>
    /// <returns>All that is wrong, or nothing. No message has a value in it.</returns>
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
                    $"The name {VariableProblem.Show(entry.Name)} is not valid: a name has the letters A to Z, digits and underscores, "
                        + "and no digit first."));
            }

            if (HasLineBreak(value))
            {
                problems.Add(new(entry.Line, LineBreak(entry.Name)));
            }

            if (HasHalfCharacter(value))
            {
                problems.Add(
                    new(entry.Line,
                    $"The value of {VariableProblem.Show(entry.Name)} has half of a character (a lone surrogate), which cannot be sent."));
            }
        }

        sizes.AddRange(others.Select(o => (o.Name, (long)o.Name.Length + o.ValueLength)));
        long total = sizes.Sum(s => s.Size);
        if (total > MaxTotal)
        {
            string largest = VariableProblem.Show(sizes.OrderByDescending(s => s.Size).First().Name);
            problems.Add(new(0, FormattableString.Invariant(
                $"Names and values would have {total} characters together; Bitbucket takes about {MaxTotal}. ")
                + $"The largest variable is {largest}."));
        }

        return problems;
    }

    internal static string LineBreak(string name) =>
        $"The value of {VariableProblem.Show(name)} has a line break, which Bitbucket does not take: encode it, for instance as base64.";

    internal static bool HasLineBreak(string value) => value.IndexOf('\n') >= 0 || value.IndexOf('\r') >= 0;

    private static bool HasHalfCharacter(string value)
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
