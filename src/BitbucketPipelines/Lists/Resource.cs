using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>
/// Describes the items of one kind at one place, such as the runners of a repository: how they are listed and named, and which errors
/// they have. All cmdlets of a noun use the same description, so that they accept the same names and write the same errors.
/// </summary>
/// <param name="Kind">The kind, for messages: <c>runner</c>.</param>
/// <param name="Place">The place, for messages: <c>acme/widgets</c>.</param>
/// <param name="Workspace">The workspace.</param>
/// <param name="Repository">The repository, if the place is one.</param>
/// <param name="List">The request for the list.</param>
/// <param name="NameOf">Gives the name of an item.</param>
/// <param name="UuidOf">Gives the uuid of an item.</param>
internal sealed record Resource<T>(
    string Kind, string Place, string? Workspace, string? Repository, ApiRequest<Page<T>> List, Func<T, string?> NameOf,
    Func<T, string?> UuidOf)
    where T : class
{
    /// <summary>
    /// Creates the error for a name or uuid that no item has; given all items. Required where names or uuids are accepted.
    /// </summary>
    public Func<string, IReadOnlyList<T>, ErrorDescription> NotFound { get; init; } =
        (wanted, _) => throw new InvalidOperationException($"This list cannot be searched by name or uuid: {wanted}.");

    /// <summary>The request for one item by its uuid, in braces. Null when Bitbucket has none; then the list is searched.</summary>
    public Func<string, ApiRequest<T>>? Get { get; init; }

    /// <summary>Creates the error for a name that several items have, where it must be unique.</summary>
    public Func<string, IReadOnlyList<T>, ErrorDescription>? Ambiguous { get; init; }

    /// <summary>Sets workspace and repository of an item, which the response does not contain.</summary>
    public Action<T> SetLocation { get; init; } = _ => { };

    /// <summary>Reads what items need besides the list. Only for lists that are read as a whole.</summary>
    public Func<IReadOnlyList<T>, CancellationToken, Task>? CompleteAsync { get; init; }

    /// <summary>Gives an item another name, in the plan of -WhatIf. Null where items are not renamed.</summary>
    public Action<T, string>? Rename { get; init; }

    /// <summary>Creates the error for a new name that another item has. Null where names need not be unique.</summary>
    public Func<T, string, ErrorDescription>? NameTaken { get; init; }

    /// <summary>
    /// The rules by which a literal name matches an item, the strictest first. A rule applies if no item matches an earlier one.
    /// </summary>
    public IReadOnlyList<Func<string, T, bool>> NameRules { get; init; } =
    [
        // Names that differ only in case can be told apart by the exact name.
        (name, item) => NameOf(item) == name,
        (name, item) => string.Equals(NameOf(item), name, StringComparison.OrdinalIgnoreCase),
    ];

    /// <summary>Whether a name is a wildcard pattern, which may match any number of items or none.</summary>
    public Func<string, bool> IsPattern { get; init; } = WildcardPattern.ContainsWildcardCharacters;
}
