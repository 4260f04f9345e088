using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>
/// The things of one kind at one place, such as the runners of a repository: how they are listed, named and spoken of. Whatever lists,
/// changes or removes them works on this description, so that all cmdlets of a noun take the same names and give the same errors.
/// </summary>
/// <param name="Kind">The kind, in one word or two: <c>runner</c>.</param>
/// <param name="Place">Where they are, in words: <c>acme/widgets</c>.</param>
/// <param name="Workspace">The workspace.</param>
/// <param name="Repository">The repository, where it is one.</param>
/// <param name="List">Reads all of them.</param>
/// <param name="NameOf">The name of one.</param>
/// <param name="UuidOf">The uuid of one.</param>
internal sealed record Resource<T>(
    string Kind, string Place, string? Workspace, string? Repository, ApiRequest<Page<T>> List, Func<T, string?> NameOf,
    Func<T, string?> UuidOf)
    where T : class
{
    /// <summary>The error for a name or uuid that is of none, given all that there are. Needed where names or uuids are taken.</summary>
    public Func<string, IReadOnlyList<T>, ErrorDescription> NotFound { get; init; } =
        (wanted, _) => throw new InvalidOperationException($"Nothing is looked for by name or uuid here: {wanted}.");

    /// <summary>Reads one by its uuid, in braces. Null where Bitbucket has no such request: the list is searched.</summary>
    public Func<string, ApiRequest<T>>? Get { get; init; }

    /// <summary>The error for a name that several bear, where one is meant.</summary>
    public Func<string, IReadOnlyList<T>, ErrorDescription>? Ambiguous { get; init; }

    /// <summary>Tells one where it is, which its answer does not say.</summary>
    public Action<T> SetLocation { get; init; } = _ => { };

    /// <summary>When a plain name means an item, the closest first: a later rule counts only where no item meets an earlier one.</summary>
    public IReadOnlyList<Func<string, T, bool>> NameRules { get; init; } =
    [
        // What differs in nothing but the case is told apart by who gives the exact name.
        (name, item) => NameOf(item) == name,
        (name, item) => string.Equals(NameOf(item), name, StringComparison.OrdinalIgnoreCase),
    ];

    /// <summary>Whether a name stands for any number of items, none included.</summary>
    public Func<string, bool> IsPattern { get; init; } = WildcardPattern.ContainsWildcardCharacters;
}
