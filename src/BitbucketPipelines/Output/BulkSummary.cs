using System.Globalization;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Output;

/// <summary>Counts the rows of bulk work, for the line at its end.</summary>
/// <param name="kind">The kind of item, such as <c>variable</c>.</param>
/// <param name="places">The number of places.</param>
internal sealed class BulkSummary(string kind, int places)
{
    private static readonly (ItemAction Action, string Done, string Planned)[] s_actions =
    [
        (ItemAction.Create, "created", "to create"),
        (ItemAction.Update, "updated", "to update"),
        (ItemAction.Remove, "removed", "to remove"),
        (ItemAction.Unchanged, "unchanged", "unchanged"),
    ];

    private readonly Dictionary<ItemAction, long> _actions = [];
    private long _skipped;
    private long _failed;
    private long _all;

    /// <summary>Whether there is enough work that a line about it is useful: more than one item or place.</summary>
    public bool IsUseful => _all > 0 && (_all > 1 || places > 1);

    /// <summary>Counts rows.</summary>
    public void Add(IEnumerable<ItemResult> rows)
    {
        foreach (ItemResult row in rows)
        {
            _all++;
            if (row.Status == ItemResult.Failed)
            {
                _failed++;
            }
            else if (row.IsSkipped)
            {
                _skipped++;
            }
            else
            {
                _actions[row.Change] = (_actions.TryGetValue(row.Change, out long count) ? count : 0) + 1;
            }
        }
    }

    /// <summary>The line: <c>40 variables in 12 places: 30 created, 5 unchanged, 5 skipped.</c></summary>
    /// <param name="isPlan">Whether the rows are the plan of -WhatIf.</param>
    public string Text(bool isPlan)
    {
        IEnumerable<string> parts = s_actions
            .Where(a => _actions.ContainsKey(a.Action))
            .Select(a => Count(_actions[a.Action], isPlan ? a.Planned : a.Done))
            .Concat([Count(_skipped, isPlan ? "to skip" : "skipped"), Count(_failed, "failed")])
            .Where(part => part.Length > 0);
        string where = places > 1 ? " in " + Counted.Of(places, "place") : "";
        return $"{Counted.Of(_all, kind)}{where}: {string.Join(", ", parts)}.";
    }

    private static string Count(long count, string what) =>
        count == 0 ? "" : string.Format(CultureInfo.InvariantCulture, "{0:N0} {1}", count, what);
}
