using System.Text;

namespace BitbucketPipelines.Api.Variables;

/// <summary>Writes <c>NAME=value</c> lines that <see cref="EnvReader"/> and a shell read alike.</summary>
internal static class EnvWriter
{
    public static string Write(IReadOnlyList<VariableEntry> entries)
    {
        var text = new StringBuilder();
        foreach (VariableEntry entry in entries)
        {
            if (entry.Value is { } value)
            {
                text.Append(entry.Name).Append('=').Append(Quote(value)).Append('\n');
            }
            else
            {
                text.Append(EnvReader.SecuredMark).Append(entry.Name).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Quote(string value)
    {
        if (value.All(c => char.IsLetterOrDigit(c) || "_-./:@%+=,".IndexOf(c) >= 0))
        {
            return value;
        }

        if (value.IndexOf('\'') < 0 && !VariableLimits.HasLineBreak(value))
        {
            return $"'{value}'";
        }

        var quoted = new StringBuilder("\"");
        foreach (char c in value)
        {
            quoted.Append(c switch
            {
                '"' or '\\' or '$' or '`' => $"\\{c}",
                '\n' => "\\n",
                '\r' => "\\r",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
