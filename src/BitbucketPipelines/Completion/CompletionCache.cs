using BitbucketPipelines.Api;

namespace BitbucketPipelines.Completion;

/// <summary>
/// Keeps the lists of a session that were read for completion. A list that could not be read, or not in time, is not asked again for a
/// while, so that a slow server delays only one completion. When its answer comes late, it is kept for the next one.
/// </summary>
internal sealed class CompletionCache(TimeProvider clock)
{
    /// <summary>How long a completion waits for a list.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long reading may go on in the background, and a failure is remembered, both from the start.</summary>
    public static readonly TimeSpan FailureLifetime = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly Dictionary<string, List<Entry>> _entries = new(StringComparer.Ordinal);

    /// <summary>Gets a list that is known or being read, or begins to read it.</summary>
    /// <param name="key">Identifies the list.</param>
    /// <param name="word">The text that the server is asked for; empty for everything.</param>
    /// <param name="keep">How long the list is kept.</param>
    /// <param name="read">Reads the list.</param>
    public CompletionList Get(
        string key, string word, Func<CompletionList, TimeSpan> keep, Func<CompletionList, CancellationToken, Task> read)
    {
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            foreach (List<Entry> all in _entries.Values)
            {
                all.RemoveAll(e => e.IsOver(now));
            }

            if (!_entries.TryGetValue(key, out List<Entry>? known))
            {
                _entries[key] = known = [];
            }

            Entry? entry = known.Find(e => e.List.CompletedAt is not null && e.List.Covers(word))
                ?? known.Find(e => e.IsFresh(now) && e.List.Covers(word))
                ?? known.Find(e => e.List.CompletedAt is null && !e.IsFresh(now));
            if (entry is null)
            {
                entry = new Entry(new CompletionList(word, now), keep);
                known.Add(entry);
                CancellationTokenSource stop = clock.CancelAfter(FailureLifetime, CancellationToken.None);
                entry.List.Reading = Task.Run(() => ReadAsync(entry.List, read, stop));
            }

            return entry.List;
        }
    }

    /// <summary>How long a completion may still wait for a list.</summary>
    public TimeSpan TimeLeft(CompletionList list)
    {
        TimeSpan left = list.StartedAt + Patience - clock.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Forgets all lists, because something was changed. Failures are still remembered.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            foreach (List<Entry> all in _entries.Values)
            {
                all.RemoveAll(e => e.List.CompletedAt is not null || e.IsFresh(now));
            }
        }
    }

    private async Task ReadAsync(
        CompletionList list, Func<CompletionList, CancellationToken, Task> read, CancellationTokenSource stop)
    {
        using CancellationTokenSource limit = stop;
        try
        {
            await read(list, stop.Token).ConfigureAwait(false);
            lock (_gate)
            {
                list.CompletedAt = clock.GetUtcNow();
            }
        }
#pragma warning disable CA1031 // Completion must never fail.
        catch (Exception)
#pragma warning restore CA1031
        {
            // What was found before the failure is still of use.
        }
    }

    private sealed record Entry(CompletionList List, Func<CompletionList, TimeSpan> Keep)
    {
        /// <summary>Whether a completion may still wait for the list.</summary>
        public bool IsFresh(DateTimeOffset now) => List.CompletedAt is null && !List.Reading.IsCompleted && now < List.StartedAt + Patience;

        public bool IsOver(DateTimeOffset now) =>
            now >= (List.CompletedAt is { } at ? at + Keep(List) : List.StartedAt + FailureLifetime);
    }
}
