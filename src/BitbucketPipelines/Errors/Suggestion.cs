using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>
/// The advice for a name that does not exist: the names that are spelled like it, and a few of those that exist. Errors never list
/// thousands of names.
/// </summary>
internal static class Suggestion
{
    /// <summary>The maximum number of names in an advice.</summary>
    public const int MaxNames = 8;

    /// <summary>The maximum number of names after "Did you mean".</summary>
    private const int MaxClose = 3;

    /// <summary>Words this short are part of too many names to tell what was meant.</summary>
    private const int MinPart = 3;

    /// <summary><c>Did you mean 'main'? Specify one of: main, develop (and 12 more).</c> Empty if there are no names.</summary>
    /// <param name="wanted">The name that does not exist.</param>
    /// <param name="names">The names that exist, or those of them that are known.</param>
    /// <param name="label">The words before the list.</param>
    /// <param name="total">How many names exist; null when <paramref name="names"/> are all of them.</param>
    public static string Text(string wanted, IEnumerable<string?> names, string label = "Specify one of", long? total = null) =>
        Text(wanted, [.. names.OfType<string>().Distinct(StringComparer.Ordinal)], name => name, name => name, label, total);

    /// <summary>As above, for items that are listed with more than their name.</summary>
    /// <param name="wanted">The name that does not exist.</param>
    /// <param name="items">The items that exist, or those of them that are known.</param>
    /// <param name="nameOf">The name of an item.</param>
    /// <param name="textOf">The text of an item in the list.</param>
    /// <param name="label">The words before the list.</param>
    /// <param name="total">How many items exist; null when <paramref name="items"/> are all of them.</param>
    /// <param name="separator">The separator of the list.</param>
    public static string Text<T>(
        string wanted, IReadOnlyList<T> items, Func<T, string?> nameOf, Func<T, string?> textOf, string label = "Specify one of",
        long? total = null, string separator = ", ")
    {
        if (items.Count == 0)
        {
            return "";
        }

        T[] close = Close(wanted, items, nameOf);
        string[] listed = [.. close.Concat(items.Except(close)).Take(MaxNames).Select(i => LogSanitizer.OneLine(textOf(i) ?? ""))];
        long more = Math.Max(total ?? 0, items.Count) - listed.Length;
        string[] meant = [.. close.Select(nameOf).OfType<string>().Distinct(StringComparer.Ordinal).Take(MaxClose)
            .Select(name => $"'{LogSanitizer.OneLine(name)}'")];
        string question = meant.Length switch
        {
            0 => "",
            1 => $"Did you mean {meant[0]}? ",
            _ => $"Did you mean {string.Join(", ", meant.Take(meant.Length - 1))} or {meant[meant.Length - 1]}? ",
        };
        return $"{question}{label}: {string.Join(separator, listed)}{(more > 0 ? $" (and {more:N0} more)" : "")}.";
    }

    /// <summary>The items whose names are spelled like the wanted one, the closest first.</summary>
    public static T[] Close<T>(string wanted, IEnumerable<T> items, Func<T, string?> nameOf)
    {
        string key = Normalize(wanted);
        return [.. items.Select((item, index) => (Item: item, Index: index, Distance: Distance(key, Normalize(nameOf(item) ?? ""))))
            .Where(i => i.Distance is not null).OrderBy(i => i.Distance).ThenBy(i => i.Index).Select(i => i.Item)];
    }

    /// <summary>How different two names are: 0 for the same name in another case, null for names that are not alike.</summary>
    private static int? Distance(string wanted, string name)
    {
        if (wanted.Length == 0 || name.Length == 0)
        {
            return null;
        }

        int most = MaxEdits(wanted.Length);
        if (Edits(wanted, name, most) is { } edits)
        {
            return edits;
        }

        // The part of a branch name after its folder: 'login' for 'feature/login'.
        string last = name.Substring(name.LastIndexOf('/') + 1);
        if (last.Length < name.Length && Edits(wanted, last, most) is { } editsOfLast)
        {
            return editsOfLast + 1;
        }

        bool isPart = (wanted.Length >= MinPart && name.IndexOf(wanted, StringComparison.Ordinal) >= 0)
            || (name.Length >= MinPart && wanted.IndexOf(name, StringComparison.Ordinal) >= 0);
        return isPart ? most + 1 + Math.Abs(name.Length - wanted.Length) : null;
    }

    /// <summary>The number of typing mistakes that are expected in a name.</summary>
    private static int MaxEdits(int length) => length switch
    {
        < MinPart => 0,
        < 6 => 1,
        < 9 => 2,
        _ => 3,
    };

    /// <summary>
    /// The number of letters to insert, remove, replace or swap with their neighbor to turn one word into the other; null if it is more
    /// than <paramref name="most"/>.
    /// </summary>
    private static int? Edits(string one, string other, int most)
    {
        if (Math.Abs(one.Length - other.Length) > most)
        {
            return null;
        }

        int[] beforeLast = [];
        int[] last = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int[] row = new int[other.Length + 1];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, replaced);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            beforeLast = last;
            last = row;
        }

        return last[other.Length] <= most ? last[other.Length] : null;
    }

    /// <summary>Case, and the character between words, are what people get wrong most often.</summary>
    private static string Normalize(string name) => name.Trim().ToLowerInvariant().Replace('_', '-').Replace(' ', '-');
}
