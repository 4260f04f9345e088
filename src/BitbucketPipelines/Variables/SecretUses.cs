using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace BitbucketPipelines;

/// <summary>
/// Remembers for which places a value was taken, over several calls: one value for several places is mostly an oversight. Kept with the
/// table or session that the values come from, and gone with it.
/// </summary>
internal sealed class SecretUses
{
    private static readonly ConditionalWeakTable<object, SecretUses> s_all = new();

    private readonly ConcurrentDictionary<string, Use> _uses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _told = new(StringComparer.Ordinal);

    /// <summary>The uses of one table, or of the vaults of one session.</summary>
    public static SecretUses Of(object owner) => s_all.GetValue(owner, _ => new SecretUses());

    /// <summary>Notes a use.</summary>
    /// <returns>The first place, when this is the first use for another one; else null.</returns>
    public string? Note(string value, string place)
    {
        Use use = _uses.GetOrAdd(value, _ => new Use(place));
        return use.Place == place || Interlocked.Exchange(ref use.Told, 1) != 0 ? null : use.Place;
    }

    /// <summary>Whether the value was taken for any place.</summary>
    public bool IsUsed(string value) => _uses.ContainsKey(value);

    /// <summary>Whether something is to be told: once.</summary>
    public bool IsNew(string text) => _told.TryAdd(text, 0);

    private sealed class Use(string place)
    {
        public int Told;

        public string Place { get; } = place;
    }
}
