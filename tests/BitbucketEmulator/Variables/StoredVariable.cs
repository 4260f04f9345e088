namespace BitbucketEmulator;

/// <summary>A variable and what lists show of it: they may lag behind (eventual consistency).</summary>
internal sealed class StoredVariable(EmulatedVariable content)
{
    private EmulatedVariable? _old;
    private DateTimeOffset _oldUntil = DateTimeOffset.MinValue;
    private int _oldThroughList = -1;

    public EmulatedVariable Content { get; private set; } = content;

    /// <summary>What a list shows; null: nothing yet.</summary>
    public EmulatedVariable? Listed(DateTimeOffset now, int list) => now < _oldUntil || list <= _oldThroughList ? _old : Content;

    public void Change(EmulatedVariable content, DateTimeOffset now, int list)
    {
        _old = Listed(now, list);
        Content = content;
    }

    /// <summary>Lists show the old content, or nothing, until then and up to the list with that number.</summary>
    public void Lag(DateTimeOffset until, int throughList) => (_oldUntil, _oldThroughList) = (until, throughList);
}
