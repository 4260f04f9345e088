namespace BitbucketPipelines.Api.Variables;

/// <summary>Yes and no in the words of tables. A spreadsheet saves them in the language of its user.</summary>
internal static class YesNo
{
    private static readonly HashSet<string> s_yes = new(StringComparer.OrdinalIgnoreCase)
    {
        "true", "yes", "1", "wahr", "vrai", "verdadero", "verdadeiro", "vero", "waar", "sant", "sand", "sann", "tosi", "prawda", "pravda",
            "igaz",
        "истина",
    };

    private static readonly HashSet<string> s_no = new(StringComparer.OrdinalIgnoreCase)
    {
        "false", "no", "0", "falsch", "faux", "falso", "onwaar", "falskt", "falsk", "usann", "epätosi", "fałsz", "nepravda", "hamis",
            "ложь",
    };

    /// <summary>Reads a word.</summary>
    /// <param name="text">The word; blanks around it and its case do not matter.</param>
    /// <param name="answer">What it says; null where it is empty, or none of the words.</param>
    /// <returns>Whether it is one of the words, or empty.</returns>
    public static bool TryRead(string? text, out bool? answer)
    {
        string word = text?.Trim() ?? "";
        answer = s_yes.Contains(word) ? true : s_no.Contains(word) ? false : null;
        return answer is not null || word.Length == 0;
    }
}
