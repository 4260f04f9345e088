using System.Text;

namespace BitbucketPipelines.Api.Variables;

/// <summary>Writes <c>NAME=value</c> lines that Docker, dotenv and shells read in the same way as <see cref="EnvReader"/>.</summary>
internal static class EnvWriter
{
    public static string Write(IReadOnlyList<VariableEntry> entries)
    {
        var text = new StringBuilder();
        var problems = new List<VariableProblem>();
        foreach (VariableEntry entry in entries)
        {
            if (entry.Value is not { } value)
            {
                text.Append(EnvReader.SecuredMark).Append(entry.Name).Append('\n');
            }
            else if (Quote(value) is { } quoted)
            {
                text.Append(entry.Name).Append('=').Append(quoted).Append('\n');
            }
            else
            {
                problems.Add(
                    new(0, $"A .env file cannot contain the value of {VariableProblem.Show(entry.Name)} in a form that all programs read "
                        + "in the same way: use .csv or .json."));
            }
        }

        return problems.Count == 0 ? text.ToString() : throw new VariableFileException(problems);
    }

    /// <summary>
    /// Formats a value so that it is read back unchanged: without quotes if it has no special characters; otherwise in single quotes, in
    /// double quotes, without quotes, or with backslashes. Prefers the first form that all programs read in the same way. Null when no form
    /// works.
    /// </summary>
    internal static string? Quote(string value)
    {
        if (value.All(c => char.IsLetterOrDigit(c) || "_-./:@%+=,".IndexOf(c) >= 0))
        {
            return value;
        }

        string escaped = value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("$", "\\$");
        string[] candidates = VariableLimits.HasLineBreak(value) ? [] : [$"'{value}'", $"\"{value}\"", value, $"\"{escaped}\""];
        string[] valid = [.. candidates.Where(c => EnvValue.Read(c).Value == value)];
        return Array.Find(valid, c => EnvValue.Read(c).Warning is null) ?? valid.FirstOrDefault();
    }
}
