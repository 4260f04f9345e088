using System.Text.RegularExpressions;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>
/// The place of secured variables. It determines which keys of -SecureValue and which secrets of a vault contain their values.
/// </summary>
/// <param name="Workspace">The workspace.</param>
/// <param name="Repository">The repository, or null.</param>
/// <param name="Environment">The deployment environment, or null.</param>
internal sealed record SecretPlace(string? Workspace, string? Repository, string? Environment)
{
    /// <summary>The place of a scope.</summary>
    public static SecretPlace Of(VariableScope scope) =>
        new(scope.Repository?.Workspace ?? scope.Workspace, scope.Repository?.Slug, scope.Environment);

    /// <summary>
    /// Finds the most specific key for a variable of this place: <c>repo/environment/NAME</c>, <c>repo/NAME</c> or <c>NAME</c>; null when
    /// there is none. Names of variables are case-sensitive; those of places are not.
    /// </summary>
    public string? FindKey(IEnumerable<string> keys, string name)
    {
        string[] all = [.. keys];
        string?[] places = [Environment is null ? null : $"{Repository}/{Environment}/", Repository is null ? null : $"{Repository}/"];
        return places.Where(p => p is not null)
            .Select(p => Array.Find(all, k => k.Length == p!.Length + name.Length
                && k.StartsWith(p, StringComparison.OrdinalIgnoreCase) && k.EndsWith(name, StringComparison.Ordinal)))
            .FirstOrDefault(k => k is not null) ?? Array.Find(all, k => k == name);
    }

    /// <summary>The most specific key for a variable of this place.</summary>
    public string KeyOf(string name) => Path + name;

    /// <summary>The place in words; <paramref name="otherwise"/> if it has no repository.</summary>
    public string Describe(string otherwise) => Repository is null ? otherwise
        : Environment is null ? $"{Workspace}/{Repository}"
        : $"{Workspace}/{Repository} ({Environment})";

    /// <summary>The place with the slugs of the workspace and the repository instead of their uuids.</summary>
    public async Task<SecretPlace> NamedAsync(BitbucketClient client, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(Repository, out _))
        {
            Repository found = await client
                .SendAsync(Repositories.Get(new RepositoryId(Workspace!, Repository!)), cancellationToken).ConfigureAwait(false);
            return this with { Workspace = found.Workspace, Repository = found.Slug };
        }

        string? slug = Guid.TryParse(Workspace, out _)
            ? await WorkspaceSlug.FindAsync(client, Workspace!, cancellationToken).ConfigureAwait(false) : null;
        return slug is null ? this : this with { Workspace = slug };
    }

    /// <summary>Whether a key names this place.</summary>
    public bool IsNamedBy(string key) => string.Equals(PathOf(key), Path, StringComparison.OrdinalIgnoreCase);

    /// <summary>The part of a key that names the place, including the slash at its end.</summary>
    public static string PathOf(string key) => key.Substring(0, key.LastIndexOf('/') + 1);

    /// <summary>The part of a key that names the variable.</summary>
    public static string NameOf(string key) => key.Substring(key.LastIndexOf('/') + 1);

    private string Path => string.Concat(new[] { Repository, Environment }.Where(part => part is not null).Select(part => part + "/"));

    /// <summary>
    /// Expands the name of a secret: replaces <c>{Workspace}</c>, <c>{Repository}</c>, <c>{Environment}</c> and <c>{Name}</c>. Parts that
    /// this place does not have are removed together with the separator after them.
    /// </summary>
    public string Expand(string pattern, string name) => Regex.Replace(
        pattern, @"\{(Workspace|Repository|Environment|Name)\}([-_./:]?)",
        m => m.Groups[1].Value.ToUpperInvariant() switch
        {
            "WORKSPACE" => Workspace,
            "REPOSITORY" => Repository,
            "ENVIRONMENT" => Environment,
            _ => name,
        } is { Length: > 0 } value ? value + m.Groups[2].Value : "",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
