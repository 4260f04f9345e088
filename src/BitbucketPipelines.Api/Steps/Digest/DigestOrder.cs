namespace BitbucketPipelines.Api.Runs;

/// <summary>Which lines of a log are shown: numbers of lines, the most important one first.</summary>
/// <param name="survey">The log.</param>
/// <param name="errors">Its likely errors, in order.</param>
/// <param name="cause">The first real error; null when no line looks like one.</param>
internal sealed class DigestOrder(LogSurvey survey, List<ErrorLine> errors, ErrorLine? cause)
{
    private readonly List<ErrorLine> _others = Others(errors, cause);

    /// <summary>All lines that are known: those around errors, those at the beginning, and those at the end.</summary>
    public List<DigestItem> Known()
    {
        var lines = new SortedDictionary<long, string>();
        IEnumerable<DigestItem> all = survey.Sections.SelectMany(s => s.Errors).SelectMany(e => e.Context)
            .Concat(survey.EndOfScript).Concat(survey.EndOfKnownScript).Concat(survey.Tail).Concat(survey.New).Concat(survey.LastNew)
            .Concat(survey.Whole.Where(i => i.First == i.Last));
        foreach (DigestItem line in all)
        {
            lines[line.First] = line.Text;
        }

        var items = new List<DigestItem>();
        var folder = new LineFolder(items.Add);
        foreach (KeyValuePair<long, string> line in lines)
        {
            folder.Add(line.Key, line.Value, ErrorScore.Of(line.Value));
        }

        folder.Finish();
        return items;
    }

    /// <summary>The lines of a digest: those at the cause, at other likely errors, and the end.</summary>
    /// <param name="maxLines">The maximum number of lines.</param>
    public List<long> All(int maxLines)
    {
        List<DigestItem> last = survey.EndOfScript.FindAll(i => i.Text.Length > 0);
        last.Reverse();
        List<long> end = last.ConvertAll(i => i.First);
        // Near the end, a line that the log has once says more than one that it has again and again.
        List<long> rare = [.. last.Where(i => survey.CountOf(LineKey.HashOf(i.Text)) == 1).Select(i => i.First)];
        var order = new List<long>();
        if (cause is not null)
        {
            order.Add(cause.Number);
            order.AddRange(Leading(cause));
            order.AddRange(Around(cause, 1, 6));
            order.AddRange(Around(cause, -2, -1).Reverse());
            order.AddRange(_others.Take(5).Select(e => e.Number));
            order.AddRange(EndOfKnownScript.Take(3));
            order.AddRange(end.Take(3));
            order.AddRange(rare.Take(5));
            order.AddRange(Around(cause, 7, 12));
            order.AddRange(_others.Take(5).SelectMany(e => Around(e, 1, 2)));
            order.AddRange(_others.Skip(5).Take(5).Select(e => e.Number));
            order.AddRange(_others.Take(5).SelectMany(e => Around(e, -1, -1)));
        }

        order.AddRange(rare.Take(10));
        order.AddRange(end.Take(8));
        order.AddRange(survey.Tail.Where(i => i.Text.Length > 0).Select(i => i.First).Reverse().Take(2));
        if (cause is not null)
        {
            order.AddRange(Around(cause, -4, -3));
            order.AddRange(_others.Skip(5).Take(5).SelectMany(e => Around(e, 1, 2)));
            order.AddRange(_others.Skip(10).Select(e => e.Number));
            order.AddRange(Around(cause, 13, LogSurvey.After));
        }

        order.AddRange(end.Take(maxLines / 2));
        order.AddRange(survey.Whole.Select(i => i.First).Take(maxLines / 4));
        order.AddRange(_others.SelectMany(e => Around(e, 1, LogSurvey.After)));
        order.AddRange(end);
        order.AddRange(survey.Whole.Select(i => i.First));
        return order;
    }

    /// <summary>The lines that the compared log has not: those at the cause, at other likely errors, and the last ones.</summary>
    public List<long> New()
    {
        var order = new List<long>();
        if (cause is not null)
        {
            order.Add(cause.Number);
            order.AddRange(Leading(cause));
            order.AddRange(Around(cause, 1, 6));
            order.AddRange(Around(cause, -2, -1).Reverse());
            order.AddRange(_others.Where(e => e.IsNew).Take(6).Select(e => e.Number));
            order.AddRange(EndOfKnownScript.Take(2));
            order.AddRange(Around(cause, 7, 10));
            order.AddRange(_others.Where(e => e.IsNew).Take(4).SelectMany(e => Around(e, 1, 2)));
        }

        order.AddRange(survey.LastNew.Reverse().Take(cause is null ? LogSurvey.LastNewLines : 4).Select(i => i.First));
        order.AddRange(survey.New.Select(i => i.First));
        if (cause is null)
        {
            order.AddRange(survey.EndOfScript.Where(i => i.Text.Length > 0).Select(i => i.First).Reverse().Take(10));
        }

        return order;
    }

    /// <summary>The last lines before commands that may run after the script, the last one first.</summary>
    private IEnumerable<long> EndOfKnownScript =>
        survey.EndOfKnownScript.Where(i => i.Text.Length > 0).Select(i => i.First).Reverse();

    /// <summary>The other likely errors, the likeliest first; among equals, in turn from the beginning and from the end.</summary>
    private static List<ErrorLine> Others(List<ErrorLine> errors, ErrorLine? cause)
    {
        var others = new List<ErrorLine>();
        foreach (IGrouping<int, ErrorLine> level in errors.Where(e => e != cause).GroupBy(e => e.Rank / 10).OrderByDescending(g => g.Key))
        {
            List<ErrorLine> left = [.. level];
            for (bool fromStart = true; left.Count > 0; fromStart = !fromStart)
            {
                int index = fromStart ? 0 : left.Count - 1;
                others.Add(left[index]);
                left.RemoveAt(index);
            }
        }

        return others;
    }

    /// <summary>Of a line that only says that something failed before, what it is about stands before it.</summary>
    private static IEnumerable<long> Leading(ErrorLine cause) =>
        cause.Score > ErrorScore.Aftermath ? [] : Around(cause, -LogSurvey.Before, -1).Reverse();

    private static IEnumerable<long> Around(ErrorLine error, int from, int to) =>
        Enumerable.Range(from, to - from + 1).Select(d => error.Number + d);
}
