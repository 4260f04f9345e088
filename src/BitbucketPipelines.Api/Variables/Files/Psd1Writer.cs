using System.Text;

namespace BitbucketPipelines.Api.Variables;

/// <summary>Writes a PowerShell data file, for Import-PowerShellDataFile.</summary>
internal static class Psd1Writer
{
    /// <summary>The characters that PowerShell reads as single quotes, including typographic quotes.</summary>
    private const string SingleQuotes = "'\u2018\u2019\u201A\u201B";

    public static string Write(IReadOnlyList<VariableEntry> entries)
    {
        VariableProblem[] clashes =
        [
            .. entries.GroupBy(e => e.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => new VariableProblem(
                0,
                $"A .psd1 file cannot contain {string.Join(" and ", g.Select(e => VariableProblem.Show(e.Name)))}, " +
                "because the keys of PowerShell hashtables are not case-sensitive: use .env, .csv or .json.")),
        ];
        if (clashes.Length > 0)
        {
            throw new VariableFileException(clashes);
        }

        var text = new StringBuilder("@{\n");
        foreach (VariableEntry entry in entries)
        {
            text.Append("    ").Append(Quote(entry.Name)).Append(" = ").Append(ValueOf(entry)).Append('\n');
        }

        return text.Append("}\n").ToString();
    }

    private static string ValueOf(VariableEntry entry) => (entry.Value, entry.Secured) switch
    {
        (null, true) => "@{ Secured = $true }",
        (null, _) => "$null",
        (var value, true) => $"@{{ Value = {Quote(value)}; Secured = $true }}",
        (var value, _) => Quote(value),
    };

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (char c in text)
        {
            quoted.Append(c, SingleQuotes.IndexOf(c) >= 0 ? 2 : 1);
        }

        return quoted.Append('\'').ToString();
    }
}
