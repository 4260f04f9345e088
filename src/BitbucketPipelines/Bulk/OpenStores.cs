namespace BitbucketPipelines;

/// <summary>The stores of one call. Each place is opened, and thus read, once for a session, however many records name it.</summary>
internal sealed class OpenStores<TStore>
    where TStore : class
{
    private readonly Dictionary<(BitbucketSession Session, object Place), TStore> _stores = [];
    private readonly Dictionary<TStore, BitbucketSession> _sessions = [];

    /// <summary>The store of a place.</summary>
    /// <param name="session">The session whose credentials are used.</param>
    /// <param name="place">The place. The case of a text does not matter.</param>
    /// <param name="open">Opens the store at the first call.</param>
    public TStore Get(BitbucketSession session, object place, Func<TStore> open)
    {
        (BitbucketSession, object) key = (session, place is string text ? text.ToUpperInvariant() : place);
        if (!_stores.TryGetValue(key, out TStore? store))
        {
            _stores[key] = store = open();
            _sessions[store] = session;
        }

        return store;
    }

    /// <summary>The session whose credentials a store uses.</summary>
    public BitbucketSession SessionOf(TStore store) => _sessions[store];
}
