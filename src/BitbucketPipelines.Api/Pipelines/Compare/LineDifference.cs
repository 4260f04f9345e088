namespace BitbucketPipelines.Api.Runs;

/// <summary>The lines that were removed from a text and added to it.</summary>
internal static class LineDifference
{
    private const long MostCells = 4_000_000;

    /// <summary>The lines with <c>-</c> or <c>+</c> in front, in the order of the text. Blanks at the end of lines do not count.</summary>
    public static IReadOnlyList<string> Between(string before, string after)
    {
        string[] old = Lines(before);
        string[] now = Lines(after);
        int start = 0;
        while (start < old.Length && start < now.Length && old[start] == now[start])
        {
            start++;
        }

        int end = 0;
        while (end < old.Length - start && end < now.Length - start && old[old.Length - 1 - end] == now[now.Length - 1 - end])
        {
            end++;
        }

        return Middle([.. old.Skip(start).Take(old.Length - start - end)], [.. now.Skip(start).Take(now.Length - start - end)]);
    }

    private static List<string> Middle(string[] old, string[] now)
    {
        if ((long)old.Length * now.Length > MostCells)
        {
            return [.. old.Select(l => $"- {l}"), .. now.Select(l => $"+ {l}")];
        }

        // The lengths of the longest common subsequences of the ends.
        int[,] common = new int[old.Length + 1, now.Length + 1];
        for (int i = old.Length - 1; i >= 0; i--)
        {
            for (int j = now.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = new List<string>();
        int o = 0;
        int n = 0;
        while (o < old.Length || n < now.Length)
        {
            if (o < old.Length && n < now.Length && old[o] == now[n])
            {
                o++;
                n++;
            }
            else if (n >= now.Length || (o < old.Length && common[o + 1, n] >= common[o, n + 1]))
            {
                lines.Add($"- {old[o++]}");
            }
            else
            {
                lines.Add($"+ {now[n++]}");
            }
        }

        return lines;
    }

    private static string[] Lines(string text) =>
        [.. text.TrimStart('\ufeff').Replace("\r\n", "\n").TrimEnd('\n').Split('\n').Select(l => l.TrimEnd())];
}
