using System.Text.RegularExpressions;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>The place whose secured variables are given values: which key of a table, and which secret of a vault, is meant.</summary>
/// <param name="Workspace">The workspace.</param>
/// <param name="Repository">The repository, or null.</param>
/// <param name="Environment">The deployment environment, or null.</param>
internal sealed record SecretPlace(string? Workspace, string? Repository, string? Environment)
{
    /// <summary>The place of a scope.</summary>
    public static SecretPlace Of(VariableScope scope) =>
        new(scope.Repository?.Workspace ?? scope.Workspace, scope.Repository?.Slug, scope.Environment);

    /// <summary>
    /// The key that means a variable here, of <c>repo/environment/NAME</c>, <c>repo/NAME</c> and <c>NAME</c> the most exact one that there
    /// is; or null. Names of variables are taken to the letter, those of places are not.
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

    /// <summary>The most exact key that means a variable here.</summary>
    public string KeyOf(string name) => Path + name;

    /// <summary>Whether a key names exactly this place.</summary>
    public bool IsNamedBy(string key) => string.Equals(PathOf(key), Path, StringComparison.OrdinalIgnoreCase);

    /// <summary>The place of a key, with the slash that ends it.</summary>
    public static string PathOf(string key) => key.Substring(0, key.LastIndexOf('/') + 1);

    /// <summary>The name of the variable that a key means.</summary>
    public static string NameOf(string key) => key.Substring(key.LastIndexOf('/') + 1);

    private string Path => string.Concat(new[] { Repository, Environment }.Where(part => part is not null).Select(part => part + "/"));

    /// <summary>
    /// The name of a secret: <c>{Workspace}</c>, <c>{Repository}</c>, <c>{Environment}</c> and <c>{Name}</c> are put in. What a place does
    /// not have is left out, together with the sign that follows it.
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
