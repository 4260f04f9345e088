namespace BitbucketPipelines.Completion;

/// <summary>
/// What a list has given so far. It is filled while it is read, so that what has arrived can be used when there is no time to wait for the
/// rest. Safe to use from several threads.
/// </summary>
/// <param name="word">The text that was asked from the server; empty when everything was asked.</param>
/// <param name="startedAt">When reading began.</param>
internal sealed class CompletionList(string word, DateTimeOffset startedAt)
{
    private readonly object _gate = new();
    private List<CompletionItem> _found = [];

    /// <summary>The text that was asked from the server.</summary>
    public string Word { get; } = word;

    /// <summary>When reading began.</summary>
    public DateTimeOffset StartedAt { get; } = startedAt;

    /// <summary>When reading ended; null before that and after a failure.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>Whether the server has more than was read.</summary>
    public bool IsPartial { get; set; }

    /// <summary>Ends when reading has ended. Never fails.</summary>
    public Task Reading { get; set; } = Task.CompletedTask;

    /// <summary>What was found so far, each text once.</summary>
    public IReadOnlyList<CompletionItem> Found
    {
        get
        {
            lock (_gate)
            {
                return [.. _found.GroupBy(s => s.Text, StringComparer.Ordinal).Select(g => g.First())];
            }
        }
    }

    /// <summary>Adds what was found.</summary>
    public void Add(IEnumerable<CompletionItem> suggestions)
    {
        CompletionItem[] added = [.. suggestions.Where(s => s.Text.Length > 0)];
        lock (_gate)
        {
            _found.AddRange(added);
        }
    }

    /// <summary>Replaces what was found.</summary>
    public void Set(IEnumerable<CompletionItem> suggestions)
    {
        List<CompletionItem> all = [.. suggestions.Where(s => s.Text.Length > 0)];
        lock (_gate)
        {
            _found = all;
        }
    }

    /// <summary>Whether the list has everything that a word can be completed to.</summary>
    public bool Covers(string word) => IsPartial
        ? string.Equals(Word, word, StringComparison.OrdinalIgnoreCase)
        : word.IndexOf(Word, StringComparison.OrdinalIgnoreCase) >= 0;
}
