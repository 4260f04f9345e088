namespace BitbucketEmulator;

/// <summary>The variables of one scope, in the order of their creation. Keys are case-sensitive.</summary>
/// <param name="scope">As the control API writes it: <c>repository/acme/widgets</c>.</param>
/// <param name="owner">As the text of a 409 names it.</param>
internal sealed class EmulatedVariableStore(string scope, string owner)
{
    private readonly List<StoredVariable> _items = [];
    private int _lists;

    /// <summary>An environment can get another name.</summary>
    public string Scope { get; set; } = scope;

    public string Owner { get; } = owner;

    public IReadOnlyList<EmulatedVariable> All => [.. _items.Select(item => item.Content)];

    public int Size => _items.Sum(item => item.Content.Size);

    public EmulatedVariable? Find(string uuid) => _items.Find(item => item.Content.Uuid == uuid)?.Content;

    public EmulatedVariable? FindKey(string key) => _items.Find(item => item.Content.Key == key)?.Content;

    /// <summary>A list begins with its first page; the further pages belong to the same list.</summary>
    public IReadOnlyList<EmulatedVariable> List(bool begins, DateTimeOffset now)
    {
        if (begins)
        {
            _lists++;
        }

        return [.. _items.Select(item => item.Listed(now, _lists)).OfType<EmulatedVariable>()];
    }

    public void Add(EmulatedVariable variable, EmulatorBehavior behavior, DateTimeOffset now)
    {
        var item = new StoredVariable(variable);
        _items.Add(item);
        Lag(item, behavior, now);
    }

    /// <summary>Replaces the variable with the same uuid; its place stays.</summary>
    public void Update(EmulatedVariable variable, EmulatorBehavior behavior, DateTimeOffset now)
    {
        StoredVariable item = _items.First(candidate => candidate.Content.Uuid == variable.Uuid);
        item.Change(variable, now, _lists);
        Lag(item, behavior, now);
    }

    public void Remove(string uuid) => _items.RemoveAll(item => item.Content.Uuid == uuid);

    public void Clear() => _items.Clear();

    private void Lag(StoredVariable item, EmulatorBehavior behavior, DateTimeOffset now) => item.Lag(
        behavior.VariableListLag > 0 ? now.AddSeconds(behavior.VariableListLag) : DateTimeOffset.MinValue,
        behavior.VariableHideOnce ? _lists + 1 : -1);
}
