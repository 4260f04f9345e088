namespace BitbucketPipelines;

/// <summary>The stores of one call: each place is opened, and so read, once for an account, however many records are about it.</summary>
internal sealed class OpenStores<TStore>
    where TStore : class
{
    private readonly Dictionary<(BitbucketSession Session, object Place), TStore> _stores = [];
    private readonly Dictionary<TStore, BitbucketSession> _sessions = [];

    /// <summary>The store of a place.</summary>
    /// <param name="session">Whose credentials are used.</param>
    /// <param name="place">The place. Of a text the letter case does not matter.</param>
    /// <param name="open">Opens it at the first call.</param>
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

    /// <summary>Whose credentials a store uses.</summary>
    public BitbucketSession SessionOf(TStore store) => _sessions[store];
}
