using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Completion;

/// <summary>Matches and quotes completions.</summary>
internal static class CompletionText
{
    private const int LongestTooltip = 200;

    /// <summary>The suggestions that match the typed text, as PowerShell shows them.</summary>
    public static IReadOnlyList<CompletionResult> Results(IEnumerable<CompletionItem> suggestions, string? typed)
    {
        CompletionItem[] all = [.. suggestions];
        var matching = new HashSet<string>(Match(all.SelectMany(s => new[] { s.Text, s.Name ?? s.Text }), typed), StringComparer.Ordinal);
        // Leave out names with control characters: they must not be inserted into the command line.
        return [.. all.Where(s => matching.Contains(s.Text) || (s.Name is not null && matching.Contains(s.Name)))
            .Where(s => LogSanitizer.Plain(LogSanitizer.OneLine(s.Text), CiHost.None) == s.Text)
            .Select(s => new CompletionResult(
                s.IsBare ? s.Text : Quote(s.Text, typed), s.Text, CompletionResultType.ParameterValue, Tooltip(s)))];
    }

    /// <summary>The longest part of the typed text that has no wildcards.</summary>
    public static string Literal(string word) => word.Split('*', '?').OrderByDescending(part => part.Length).First();

    /// <summary>The names that start with the typed text, or match its wildcards.</summary>
    public static IEnumerable<string> Match(IEnumerable<string> names, string? typed)
    {
        string word = Unquote(typed);
        // Only * and ? are wildcards here: a bracket is part of the name being typed.
        string escaped = word.Replace("`", "``").Replace("[", "`[").Replace("]", "`]");
        WildcardPattern pattern = Wildcard.Parse(escaped + "*");
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

    private static string Tooltip(CompletionItem suggestion)
    {
        string text = LogSanitizer.Message(suggestion.Tooltip ?? suggestion.Text).Trim();
        return text.Length == 0 ? suggestion.Text : text.Length > LongestTooltip ? $"{text.Remove(LongestTooltip)}..." : text;
    }

    /// <summary>The typed text without its quotes.</summary>
    public static string Unquote(string? typed)
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
