using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Ssh;

/// <summary>Plans the changes that give a repository the desired known hosts. Bitbucket stores one key per host.</summary>
internal static class KnownHostPlan
{
    /// <summary>Plans one change for each desired host, in the same order.</summary>
    public static IReadOnlyList<PlannedKnownHost> Make(IReadOnlyList<DesiredKnownHost> wanted, IReadOnlyList<KnownHost> existing)
    {
        Dictionary<string, DesiredKnownHost> chosen = wanted
            .Where(w => w.Key is not null)
            .GroupBy(w => SshHostName.Canonical(w.Name), StringComparer.OrdinalIgnoreCase)
            // The sort is stable: of two keys of the same type the first one is used.
            .ToDictionary(g => g.Key, g => g.OrderBy(w => w.Key!.Preference).First(), StringComparer.OrdinalIgnoreCase);
        return [.. wanted.Select(w => Decide(w, chosen, existing))];
    }

    private static PlannedKnownHost Decide(
        DesiredKnownHost wanted, Dictionary<string, DesiredKnownHost> chosen, IReadOnlyList<KnownHost> existing)
    {
        PlannedKnownHost Plan(ItemAction action, KnownHost? there, string? reason = null) =>
            new(wanted.Name, action, there, wanted.Key, reason, wanted.Line);
        if (wanted.Revokes is { } revoked
            && existing.Where(e => revoked.AppliesTo(e.Name ?? "", e.ParsedKey)).Select(e => e.Name).ToArray() is { Length: > 0 } trusted)
        {
            string names = string.Join(", ", trusted);
            return Plan(
                ItemAction.Skipped, null,
                $"{wanted.Problem} This repository trusts that key for {names}: remove it with Remove-BbKnownHost.");
        }

        if (wanted.Key is not { } key)
        {
            return Plan(ItemAction.Skipped, null, wanted.Problem);
        }

        if (IsBuiltIn(wanted.Name))
        {
            return Plan(ItemAction.Skipped, null, BuiltIn);
        }

        DesiredKnownHost best = chosen[SshHostName.Canonical(wanted.Name)];
        KnownHost? known = Find(existing, wanted.Name);
        if (!ReferenceEquals(best, wanted))
        {
            return best.Key!.Equals(key)
                ? Plan(ItemAction.Skipped, known, "The same key was already specified for this host.")
                : Plan(ItemAction.Skipped, known, $"Bitbucket keeps one key for each host; the {best.Key.KeyType} one is used.");
        }

        if (known is null)
        {
            return wanted.OldFingerprints is null
                ? Plan(ItemAction.Create, null)
                : Plan(ItemAction.Skipped, null, "It is not a known host of this repository.");
        }

        if (key.Equals(known.ParsedKey))
        {
            return Plan(ItemAction.Unchanged, known);
        }

        return wanted.OldFingerprints is { } old && !old.Any(known.HasFingerprint)
            ? Plan(ItemAction.Skipped, known, $"It has another key: {known.KeyType} {known.Fingerprint}.")
            : Plan(ItemAction.Update, known);
    }

    /// <summary>The reason for skipping a host that Bitbucket refuses.</summary>
    public const string BuiltIn = "Builds know the keys of this host already, and Bitbucket refuses others.";

    /// <summary>
    /// Finds the known host with a name: an exact match, else one that differs only in case or in how the port is written.
    /// </summary>
    public static KnownHost? Find(IReadOnlyList<KnownHost> existing, string name) =>
        existing.FirstOrDefault(e => e.Name == name) ?? existing.FirstOrDefault(e => SshHostName.Same(e.Name, name));

    /// <summary>Whether Bitbucket refuses the host because builds know its keys already.</summary>
    public static bool IsBuiltIn(string name)
    {
        try
        {
            return SshHostName.Parse(name).IsBuiltIn;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
