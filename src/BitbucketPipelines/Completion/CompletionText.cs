using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace BitbucketPipelines.Completion;

/// <summary>Matches and quotes completions.</summary>
internal static class CompletionText
{
    /// <summary>The names that start with the typed text, or match its wildcards.</summary>
    public static IEnumerable<string> Match(IEnumerable<string> names, string? typed)
    {
        string word = Unquote(typed);
        // Only * and ? are wildcards here: a bracket is part of the name being typed.
        string escaped = word.Replace("`", "``").Replace("[", "`[").Replace("]", "`]");
        var pattern = new WildcardPattern(escaped + "*", WildcardOptions.IgnoreCase);
        return names.Where(n => n.StartsWith(word, StringComparison.OrdinalIgnoreCase) || pattern.IsMatch(n));
    }

    /// <summary>The name as an argument: in the quotes that were typed, or in single quotes if it needs quoting.</summary>
    public static string Quote(string name, string? typed)
    {
        if (typed is { Length: > 0 } && typed[0] == '"')
        {
            // PowerShell treats typographic quotes like plain ones.
            bool IsSpecial(char c) => c is '`' or '$' or '"' or '\u201c' or '\u201d' or '\u201e';
            return $"\"{string.Concat(name.Select(c => IsSpecial(c) ? $"`{c}" : c.ToString()))}\"";
        }

        bool plain = (typed is not { Length: > 0 } || typed[0] != '\'')
            && name.Length > 0
            && name[0] is not ('-' or '@' or '#' or '>' or '<')
            && name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or '#' or '+')
            && !double.TryParse(name, out _);
        return plain ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
    }

    private static string Unquote(string? typed)
    {
        string word = typed ?? "";
        if (word.Length > 0 && word[0] is '\'' or '"')
        {
            char quote = word[0];
            word = word.Substring(1);
            if (word.Length > 0 && word[word.Length - 1] == quote)
            {
                word = word.Substring(0, word.Length - 1);
            }

            word = quote == '"' ? Regex.Replace(word, "`(.)", "$1") : word.Replace("''", "'");
        }

        return word;
    }
}
