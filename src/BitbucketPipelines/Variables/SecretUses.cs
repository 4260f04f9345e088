using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace BitbucketPipelines;

/// <summary>
/// Remembers for which sources a value was used, across calls, because using one value for several sources is usually a mistake. Stored
/// with the hashtable or session that contains the values, and discarded together with it.
/// </summary>
internal sealed class SecretUses
{
    private static readonly ConditionalWeakTable<object, SecretUses> s_all = new();

    private readonly ConcurrentDictionary<string, Use> _uses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _warned = new(StringComparer.Ordinal);

    /// <summary>The uses of the values of a hashtable, or of the vaults of a session.</summary>
    public static SecretUses Of(object owner) => s_all.GetValue(owner, _ => new SecretUses());

    /// <summary>Remembers a use.</summary>
    /// <returns>The first source if this is the first use for another one; otherwise null.</returns>
    public string? Note(string value, string place)
    {
        Use use = _uses.GetOrAdd(value, _ => new Use(place));
        bool isSame = string.Equals(use.Place, place, StringComparison.OrdinalIgnoreCase);
        return isSame || Interlocked.Exchange(ref use.Warned, 1) != 0 ? null : use.Place;
    }

    /// <summary>Whether the value was used for any source.</summary>
    public bool IsUsed(string value) => _uses.ContainsKey(value);

    /// <summary>Whether this is the first warning about a key.</summary>
    public bool IsFirstWarning(string key) => _warned.TryAdd(key, 0);

    private sealed class Use(string place)
    {
        public int Warned;

        public string Place { get; } = place;
    }
}
