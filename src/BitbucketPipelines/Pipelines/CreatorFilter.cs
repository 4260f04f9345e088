using System.Management.Automation;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>The value of -Creator: the uuid, the account id, the nickname or the display name of an account.</summary>
internal sealed class CreatorFilter
{
    private readonly string _text;
    private readonly WildcardPattern _pattern;
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);
    private bool _isFound;

    /// <summary>Creates the filter. Wildcards are allowed.</summary>
    public CreatorFilter(string text)
    {
        _text = text;
        _pattern = new WildcardPattern(text, WildcardOptions.IgnoreCase);
        Uuid = Guid.TryParse(text, out Guid uuid) ? uuid.ToString("B") : null;
    }

    /// <summary>The uuid in braces, which the server can filter; null for a name.</summary>
    public string? Uuid { get; }

    /// <summary>
    /// A warning when the name may be wrong: it has no wildcards, and none of the runs that were read was started by such an account. Null
    /// otherwise.
    /// </summary>
    public string? Warning => _isFound || _others.Count == 0 || WildcardPattern.ContainsWildcardCharacters(_text)
        ? null
        : $"No run was started by '{_text}'. {Suggestion.Text(_text, _others, "The runs were started by")}";

    /// <summary>Whether an account has this name or id.</summary>
    public bool IsMatch(Account account)
    {
        string[] names = [.. new[] { account.DisplayName, account.Nickname, account.AccountId }.OfType<string>()];
        if (names.Any(_pattern.IsMatch))
        {
            _isFound = true;
            return true;
        }

        if (names.Length > 0)
        {
            _others.Add(names[0]);
        }

        return false;
    }
}
