namespace BitbucketPipelines.Api.Variables;

/// <summary>Reads yes and no from tables. Spreadsheet programs save Booleans in the language of the user.</summary>
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
    /// <param name="text">The word. Case and surrounding spaces are ignored.</param>
    /// <param name="answer">True or false; null when the word is empty or unknown.</param>
    /// <returns>Whether the word is known or empty.</returns>
    public static bool TryRead(string? text, out bool? answer)
    {
        string word = text?.Trim() ?? "";
        answer = s_yes.Contains(word) ? true : s_no.Contains(word) ? false : null;
        return answer is not null || word.Length == 0;
    }
}
