using System.Globalization;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Chooses lines until a page is full. What was left out between them is said in their place, which takes a line, too.</summary>
/// <param name="items">All lines that can be chosen, in order.</param>
/// <param name="count">The number of lines of the log.</param>
/// <param name="hasEnds">Whether lines that are left out before the first and after the last chosen one are said, too.</param>
internal sealed class DigestPage(List<DigestItem> items, long count, bool hasEnds = true)
{
    private readonly List<DigestItem> _items = items.FindAll(i => i.Text.Length > 0);
    private readonly HashSet<long> _empty = [.. items.Where(i => i.Text.Length == 0).Select(i => i.First)];

    /// <summary>The text of the page.</summary>
    /// <param name="order">The numbers of lines, the most important one first. Unknown ones are skipped.</param>
    /// <param name="most">The maximum number of lines of the page.</param>
    public IEnumerable<string> Choose(IEnumerable<long> order, int most)
    {
        bool[] chosen = new bool[_items.Count];
        int any = 0;
        int used = 0;
        foreach (long number in order)
        {
            int index = IndexOf(number);
            if (index < 0 || chosen[index])
            {
                continue;
            }

            int before = Array.FindLastIndex(chosen, index, c => c);
            int after = index + 1 < chosen.Length ? Array.FindIndex(chosen, index + 1, c => c) : -1;
            int change = 1 + Gap(before, index) + Gap(index, after) - (any == 0 ? 0 : Gap(before, after));
            if (used + change <= most || (any == 0 && most > 0))
            {
                chosen[index] = true;
                used += change;
                any++;
            }
        }

        return Write(chosen, used <= most);
    }

    private IEnumerable<string> Write(bool[] chosen, bool hasNotes)
    {
        int before = -1;
        for (int i = 0; i <= chosen.Length; i++)
        {
            if (i < chosen.Length && !chosen[i])
            {
                continue;
            }

            int here = i < chosen.Length ? i : -1;
            if (hasNotes && Gap(before, here) == 1)
            {
                long first = before < 0 ? 1 : _items[before].Last + 1;
                long last = here < 0 ? count : _items[here].First - 1;
                string number = (last - first + 1).ToString("N0", CultureInfo.InvariantCulture);
                yield return $"[... {LogDigest.Span(first, last)} left out{(first == last ? "" : $": {number} lines")} ...]";
            }

            if (here >= 0)
            {
                yield return _items[here].Text;
            }

            before = here;
        }
    }

    /// <summary>1 if there are lines to be left out between two chosen ones, or before or after one; empty lines do not count.</summary>
    private int Gap(int before, int after)
    {
        if ((before < 0 || after < 0) && (!hasEnds || before == after))
        {
            return 0;
        }

        long first = before < 0 ? 1 : _items[before].Last + 1;
        long last = after < 0 ? count : _items[after].First - 1;
        for (long number = first; number <= last; number++)
        {
            if (!_empty.Contains(number))
            {
                return 1;
            }
        }

        return 0;
    }

    private int IndexOf(long number)
    {
        int low = 0;
        int high = _items.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (_items[middle].Last < number)
            {
                low = middle + 1;
            }
            else if (_items[middle].First > number)
            {
                high = middle - 1;
            }
            else
            {
                return middle;
            }
        }

        return -1;
    }
}
