namespace BitbucketPipelines;

/// <summary>The keys of -SecureValue that match no secured variable of a call.</summary>
/// <param name="Suspect">Keys that are probably mistakes: a misspelled name, or the wrong place.</param>
/// <param name="Elsewhere">Keys that name other places: one hashtable can be used for many calls.</param>
internal sealed record UnusedKeys(IReadOnlyList<string> Suspect, IReadOnlyList<string> Elsewhere)
{
    /// <summary>Finds the keys that match nothing.</summary>
    /// <param name="keys">The keys of the hashtable.</param>
    /// <param name="sources">The places whose variables need values.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="isUsed">Whether an earlier call used a key.</param>
    public static UnusedKeys Of(
        IEnumerable<string> keys, IReadOnlyCollection<SecretSource> sources, IReadOnlyCollection<SecretPlace> targets,
        Func<string, bool> isUsed)
    {
        string[] all = [.. keys];
        var matched = new HashSet<string>(StringComparer.Ordinal);
        var valueless = new HashSet<string>(StringComparer.Ordinal);
        foreach (SecretSource source in sources)
        {
            foreach (string name in source.Names)
            {
                // All matching keys, including general ones that a more specific key overrides.
                string[] own = [.. all.Where(k => source.Place.FindKey([k], name) is not null)];
                matched.UnionWith(own);
                if (own.Length == 0)
                {
                    valueless.Add(name);
                }
            }
        }

        ILookup<bool, string> unused = all.Where(k => !matched.Contains(k) && !isUsed(k)).OrderBy(k => k, StringComparer.Ordinal)
            .ToLookup(IsSuspect);
        return new UnusedKeys([.. unused[true]], [.. unused[false]]);

        // A name without a place, the place of a source or target, or the name of a variable for which no value was found.
        bool IsSuspect(string key) => SecretPlace.PathOf(key).Length == 0 || valueless.Contains(SecretPlace.NameOf(key))
            || sources.Any(s => s.Place.IsNamedBy(key)) || targets.Any(t => t.IsNamedBy(key));
    }
}
