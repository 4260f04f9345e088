namespace BitbucketPipelines;

/// <summary>Keys of -SecureValue that mean none of the secured variables of a call. Pure.</summary>
/// <param name="Suspect">Keys that were meant for this call, and are told: a misspelled name, or the wrong place.</param>
/// <param name="Elsewhere">Keys that name other places: one table may serve many calls, of which this is one.</param>
internal sealed record UnusedKeys(IReadOnlyList<string> Suspect, IReadOnlyList<string> Elsewhere)
{
    /// <summary>The keys that mean nothing.</summary>
    /// <param name="keys">The keys of the table.</param>
    /// <param name="sources">The places whose variables are given values.</param>
    /// <param name="targets">The places where they go.</param>
    /// <param name="isUsed">Whether an earlier call has used a key.</param>
    public static UnusedKeys Of(
        IEnumerable<string> keys, IReadOnlyCollection<SecretSource> sources, IReadOnlyCollection<SecretPlace> targets,
        Func<string, bool> isUsed)
    {
        string[] all = [.. keys];
        var meant = new HashSet<string>(StringComparer.Ordinal);
        var valueless = new HashSet<string>(StringComparer.Ordinal);
        foreach (SecretSource source in sources)
        {
            foreach (string name in source.Names)
            {
                // All that mean it: a more general key that gives way to a more exact one is right too.
                string[] own = [.. all.Where(k => source.Place.FindKey([k], name) is not null)];
                meant.UnionWith(own);
                if (own.Length == 0)
                {
                    valueless.Add(name);
                }
            }
        }

        ILookup<bool, string> unused = all.Where(k => !meant.Contains(k) && !isUsed(k)).OrderBy(k => k, StringComparer.Ordinal)
            .ToLookup(IsSuspect);
        return new UnusedKeys([.. unused[true]], [.. unused[false]]);

        // A bare name; the very place that is read or written; or the name of a variable that was left without a value.
        bool IsSuspect(string key) => SecretPlace.PathOf(key).Length == 0 || valueless.Contains(SecretPlace.NameOf(key))
            || sources.Any(s => s.Place.IsNamedBy(key)) || targets.Any(t => t.IsNamedBy(key));
    }
}
