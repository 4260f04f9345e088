using System.Text;

namespace BitbucketPipelines.Api.Variables;

/// <summary>Writes <c>NAME=value</c> lines that Docker, dotenv and shells read as <see cref="EnvReader"/> does.</summary>
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
                    new(0, $"A .env file cannot hold the value of {VariableProblem.Show(entry.Name)} in a way that all readers understand "
                        + "alike: use .csv or .json."));
            }
        }

        return problems.Count == 0 ? text.ToString() : throw new VariableFileException(problems);
    }

    /// <summary>
    /// The value in the first way that reads back as it was, best one that all readers take alike: bare where nothing is special, else in
    /// quotes, else bare, else with backslashes. Null when there is none.
    /// </summary>
    internal static string? Quote(string value)
    {
        if (value.All(c => char.IsLetterOrDigit(c) || "_-./:@%+=,".IndexOf(c) >= 0))
        {
            return value;
        }

        string escaped = value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("$", "\\$");
        string[] candidates = VariableLimits.HasLineBreak(value) ? [] : [$"'{value}'", $"\"{value}\"", value, $"\"{escaped}\""];
        string[] right = [.. candidates.Where(c => EnvValue.Read(c).Value == value)];
        return Array.Find(right, c => EnvValue.Read(c).Warning is null) ?? right.FirstOrDefault();
    }
}
