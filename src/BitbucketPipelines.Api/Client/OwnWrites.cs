namespace BitbucketPipelines.Api;

/// <summary>
/// Remembers what this session wrote in the last seconds, because Bitbucket's lists can lag behind writes. Until a list has had time to
/// catch up, the response to the write is used instead. Limited in time and number. Safe to use from several threads.
/// </summary>
internal sealed class OwnWrites
{
    /// <summary>How long a write is remembered: longer than the longest lag that was seen.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(15);

    /// <summary>The maximum number of writes that are remembered; the oldest are dropped first.</summary>
    public const int MostWrites = 5000;

    private readonly object _gate = new();
    private readonly TimeProvider _clock;
    private readonly Dictionary<(string Place, string Uuid), Entry> _writes = [];
    private readonly Dictionary<string, List<string>> _places = new(StringComparer.Ordinal);
    private readonly Queue<Entry> _ages = new();

    public OwnWrites(TimeProvider clock) => _clock = clock;

    /// <summary>Occurs after each request that may have changed something, whatever its outcome.</summary>
    public event Action? Changed;

    /// <summary>Tells that a request that may have changed something has ended.</summary>
    public void RaiseChanged() => Changed?.Invoke();

    /// <summary>Remembers that an object was created or changed.</summary>
    /// <param name="place">The path of the list that the object belongs to.</param>
    /// <param name="uuid">The uuid of the object.</param>
    /// <param name="item">The object as it is now.</param>
    /// <param name="before">
    /// The object as it was before, where Bitbucket may show that for some time, also when it is asked for the object itself. Null where
    /// the object itself tells what it is now.
    /// </param>
    public void Note(string place, string? uuid, object item, object? before = null) => Add(place, uuid, item, before);

    /// <summary>Remembers that an object was removed.</summary>
    public void NoteRemoved(string place, string? uuid) => Add(place, uuid, null, null);

    /// <summary>Forgets an object, because the server shows that the remembered state is wrong.</summary>
    /// <returns>Whether the object was remembered.</returns>
    public bool Forget(string place, string? uuid)
    {
        place = KeyOf(place);
        lock (_gate)
        {
            if (uuid is null || !_writes.TryGetValue((place, uuid), out Entry? entry))
            {
                return false;
            }

            Drop(entry);
            return true;
        }
    }

    /// <summary>
    /// The objects that were written recently, and that a list does not show, or shows otherwise: it may lag behind, or somebody else has
    /// changed or removed them.
    /// </summary>
    /// <param name="place">The path of the list.</param>
    /// <param name="listed">The list that the server returned.</param>
    /// <param name="uuid">Returns the uuid of an object.</param>
    public IReadOnlyList<(string Uuid, T? Shown)> Doubts<T>(string place, List<T> listed, Func<T, string?> uuid)
        where T : class
    {
        place = KeyOf(place);
        lock (_gate)
        {
            Expire();
            if (!_places.TryGetValue(place, out List<string>? known))
            {
                return [];
            }

            var doubts = new List<(string, T?)>();
            foreach (Entry entry in known.Select(id => _writes[(place, id)]).Where(write => write.Item is IOwnState))
            {
                T? shown = listed.Find(item => string.Equals(uuid(item), entry.Uuid, StringComparison.OrdinalIgnoreCase));
                entry.WasListed |= shown is not null;
                if (shown is null || !((IOwnState)entry.Item!).IsLike(shown))
                {
                    doubts.Add((entry.Uuid, shown));
                }
            }

            return doubts;
        }
    }

    /// <summary>
    /// Whether an object is as this session wrote it, or as it was before that, so that the server may be about to change it.
    /// </summary>
    public bool IsOwnOrBefore(string place, string uuid, object now)
    {
        lock (_gate)
        {
            return _writes.TryGetValue((KeyOf(place), uuid), out Entry? entry)
                && entry.Before.Append(entry.Item).OfType<IOwnState>().Any(state => state.IsLike(now));
        }
    }

    /// <summary>Whether an object was there before this session wrote it, or a list has shown it since.</summary>
    public bool WasListed(string place, string uuid)
    {
        lock (_gate)
        {
            return _writes.TryGetValue((KeyOf(place), uuid), out Entry? entry) && entry.WasListed;
        }
    }

    /// <summary>Whether recent writes to a list are remembered.</summary>
    public bool HasAny(string place)
    {
        lock (_gate)
        {
            Expire();
            return _places.ContainsKey(KeyOf(place));
        }
    }

    /// <summary>The list with recent writes applied: created and changed objects as they were written, removed ones left out.</summary>
    /// <param name="place">The path of the list.</param>
    /// <param name="listed">The list that the server returned.</param>
    /// <param name="uuid">Returns the uuid of an object.</param>
    /// <param name="preferListed">
    /// Whether an object that the list shows is returned as the list shows it: others may have changed it meanwhile.
    /// </param>
    public List<T> Complete<T>(string place, List<T> listed, Func<T, string?> uuid, bool preferListed = false)
        where T : class
    {
        place = KeyOf(place);
        lock (_gate)
        {
            Expire();
            if (!_places.TryGetValue(place, out List<string>? known))
            {
                return listed;
            }

            var own = known.ToDictionary(id => id, id => _writes[(place, id)].Item as T, StringComparer.OrdinalIgnoreCase);
            var shown = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            var whole = new List<T>();
            foreach (T item in listed)
            {
                T? current = uuid(item) is { } id && own.TryGetValue(id, out T? written) && shown.Add(id) ? written : item;
                if (current is not null)
                {
                    whole.Add(preferListed ? item : current);
                }
            }

            whole.AddRange(known.Where(id => !shown.Contains(id)).Select(id => own[id]).OfType<T>());
            return whole;
        }
    }

    /// <summary>The same list, whatever the letter case of the workspace and the repository in its path.</summary>
    private static string KeyOf(string place) => place.ToUpperInvariant();

    private void Add(string place, string? uuid, object? item, object? before)
    {
        if (uuid is null)
        {
            return;
        }

        place = KeyOf(place);
        lock (_gate)
        {
            Expire();
            object[] states = before is null ? [] : [before];
            if (_writes.TryGetValue((place, uuid), out Entry? old))
            {
                Drop(old);
                states = before is null || old.Item is null ? states : [.. old.Before, old.Item, .. states];
            }

            var entry = new Entry(place, uuid, item, states, _clock.GetUtcNow())
            {
                WasListed = old?.WasListed ?? before is not null,
            };
            _writes[(place, uuid)] = entry;
            _ages.Enqueue(entry);
            if (!_places.TryGetValue(place, out List<string>? known))
            {
                _places[place] = known = [];
            }

            known.Add(uuid);
        }
    }

    private void Expire()
    {
        DateTimeOffset oldest = _clock.GetUtcNow() - Memory;
        while (_ages.Count > 0 && (_ages.Peek().Dropped || _ages.Peek().At < oldest || _ages.Count > MostWrites))
        {
            Drop(_ages.Dequeue());
        }
    }

    private void Drop(Entry entry)
    {
        if (entry.Dropped)
        {
            return;
        }

        entry.Dropped = true;
        _writes.Remove((entry.Place, entry.Uuid));
        List<string> known = _places[entry.Place];
        known.Remove(entry.Uuid);
        if (known.Count == 0)
        {
            _places.Remove(entry.Place);
        }
    }

    private sealed class Entry(string place, string uuid, object? item, object[] before, DateTimeOffset at)
    {
        public string Place { get; } = place;

        public string Uuid { get; } = uuid;

        public object? Item { get; } = item;

        public object[] Before { get; } = before;

        public DateTimeOffset At { get; } = at;

        public bool WasListed { get; set; }

        public bool Dropped { get; set; }
    }
}
