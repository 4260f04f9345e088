using System.Management.Automation;
using System.Text.RegularExpressions;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines;

/// <summary>
/// Describes known hosts for the list cmdlets. <c>[git.example.com]:7999</c> is a name, although it looks like a wildcard pattern.
/// </summary>
internal static class KnownHostResource
{
    /// <summary>The known hosts of a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="site">The base URL of the website.</param>
    public static Resource<KnownHost> Of(RepositoryId repository, Uri site) => new(
        "known host", repository.ToString(), repository.Workspace, repository.Slug, Api.Endpoints.KnownHosts.List(repository), h => h.Name,
        h => h.Uuid)
    {
        NotFound = (wanted, all) => Errors.KnownHostNotFound(wanted, repository.ToString(), all),
        Get = uuid => Api.Endpoints.KnownHosts.Get(repository, uuid),
        SetLocation = h => h.SetLocation(repository, site),
        NameRules = [(name, host) => host.Name == name, (name, host) => SshHostName.Same(host.Name, name)],
        IsPattern = IsPattern,
    };

    /// <summary>Whether one of the patterns matches the name. Null matches every name.</summary>
    public static bool Any(string[]? patterns, string name) => patterns is null || patterns.Any(p =>
        SshHostName.Same(p, name) || (IsPattern(p) && Wildcard.IsMatch(p, name)));

    /// <summary>Whether a name is a wildcard pattern.</summary>
    public static bool IsPattern(string name) =>
        WildcardPattern.ContainsWildcardCharacters(name) && !Regex.IsMatch(name, @"^\[[^\[\]*?]+\]:\d+$");
}
