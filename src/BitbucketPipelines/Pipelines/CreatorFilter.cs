using System.Management.Automation;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>The value of -Creator: uuids, account ids, nicknames or display names of accounts. Wildcards are allowed in names.</summary>
/// <param name="creators">The values.</param>
internal sealed class CreatorFilter(params string[] creators)
{
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);

    /// <summary>The uuid in braces if there is only one, which the server can filter; otherwise null.</summary>
    public string? Uuid { get; } =
        creators.Length == 1 && Guid.TryParse(creators[0], out Guid uuid) ? uuid.ToString("B") : null;

    /// <summary>
    /// A warning for each name that may be wrong: it has no wildcards, and none of the runs that were read was started by such an account.
    /// </summary>
    public IEnumerable<string> Warnings => _others.Count == 0 || Uuid is not null
        ? []
        : creators.Where(name => !_found.Contains(name) && !WildcardPattern.ContainsWildcardCharacters(name))
            .Select(name => $"No run was started by '{name}'. {Suggestion.Text(name, _others, "The runs were started by")}");

    /// <summary>Whether an account is one of the creators.</summary>
    public bool IsMatch(Account account)
    {
        string[] matching = [.. creators.Where(creator => IsMatch(creator, account))];
        _found.UnionWith(matching);
        if (matching.Length == 0 && (account.DisplayName ?? account.Nickname) is { } other)
        {
            _others.Add(other);
        }

        return matching.Length > 0;
    }

    private static bool IsMatch(string creator, Account account)
    {
        if (Guid.TryParse(creator, out Guid uuid))
        {
            return Guid.TryParse(account.Uuid, out Guid own) && own == uuid;
        }

        WildcardPattern pattern = Wildcard.Parse(creator);
        return new[] { account.DisplayName, account.Nickname, account.AccountId }.Any(name => name is not null && pattern.IsMatch(name));
    }
}
