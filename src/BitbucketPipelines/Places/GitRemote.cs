using System.Text.RegularExpressions;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// Finds the repository that a folder is a clone of from git's configuration, without running git. Uses the remote origin, or the only
/// remote. If its URL is not valid, no other remote is used instead.
/// </summary>
/// <param name="Name">The name of the remote.</param>
/// <param name="Repository">The repository, or null if the remote does not point to one.</param>
/// <param name="Problem">Why there is no repository.</param>
internal sealed record GitRemote(string Name, RepositoryId? Repository, string? Problem)
{
    private const string Origin = "origin";

    private static readonly string[] s_false = ["FALSE", "NO", "OFF", "0", ""];

    /// <summary>The remote of a folder, or null if the folder is not a clone or has no remote.</summary>
    public static GitRemote? Find(string? folder, string host, Func<string, string?> variable)
    {
        try
        {
            if (FindGitFolder(folder, variable("GIT_DIR")) is not { } git)
            {
                return null;
            }

            string common = Path.Combine(git, "commondir");
            string file = Path.Combine(File.Exists(common) ? Path.Combine(git, File.ReadAllText(common).Trim()) : git, "config");
            if (!File.Exists(file))
            {
                // Like git, do not search the parent folders: they belong to another clone.
                return new GitRemote("", null, $"This folder's .git points to {git}, which is not a git repository.");
            }

            string? home = NullIfEmpty(variable("HOME")) ?? NullIfEmpty(variable("USERPROFILE"));
            var config = new GitConfig();
            config.Load(Path.DirectorySeparatorChar == '/' ? "/etc/gitconfig" : null, home);
            if (NullIfEmpty(variable("GIT_CONFIG_GLOBAL")) is { } global)
            {
                config.Load(global, home);
            }
            else if (home is not null)
            {
                config.Load(Path.Combine(NullIfEmpty(variable("XDG_CONFIG_HOME")) ?? Path.Combine(home, ".config"), "git", "config"), home);
                config.Load(Path.Combine(home, ".gitconfig"), home);
            }

            config.Load(file, home);
            if (config.Values("extensions", "", "worktreeconfig").LastOrDefault() is { } own && !s_false.Contains(own.ToUpperInvariant()))
            {
                // Git reads it after the configuration that all worktrees share.
                config.Load(Path.Combine(git, "config.worktree"), home);
            }

            config.Load(variable);
            if (config.ConditionalAddresses(home) is { } conditional)
            {
                return new GitRemote(
                    "", null,
                    $"The URL of this folder's git remote depends on a condition ([includeIf] in {conditional}). Conditions are not "
                        + "evaluated.");
            }

            string ssh = home is null ? "" : Path.Combine(home, ".ssh", "config");
            return Choose(config, host, alias => File.Exists(ssh) ? SshAliases.HostName(File.ReadAllText(ssh), alias) : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Treat an unreadable folder as one without a remote.
            return null;
        }
    }

    /// <summary>The root of the clone that a folder is in; null if it is not a clone of the repository.</summary>
    public static string? CloneOf(string? folder, RepositoryId repository, string host, Func<string, string?> variable)
    {
        bool isClone = Find(folder, host, variable)?.Repository is { } own
            && RepositoryId.SameWorkspace(own.Workspace, repository.Workspace) == true
            && string.Equals(own.Slug, repository.Slug, StringComparison.OrdinalIgnoreCase);
        return isClone ? RootOf(folder) : null;
    }

    /// <summary>The root of the clone that a folder is in, of whatever repository; null if it is in none.</summary>
    public static string? RootOf(string? folder)
    {
        DirectoryInfo? root = string.IsNullOrEmpty(folder) ? null : new DirectoryInfo(folder);
        while (root is not null && !IsRoot(Path.Combine(root.FullName, ".git")))
        {
            root = root.Parent;
        }

        return root?.FullName;

        static bool IsRoot(string git) => File.Exists(git) || File.Exists(Path.Combine(git, "config"));
    }

    /// <summary>Chooses the remote from a configuration.</summary>
    /// <param name="config">Git's configuration.</param>
    /// <param name="host">The host of Bitbucket.</param>
    /// <param name="hostName">Resolves a host alias of the ssh configuration.</param>
    public static GitRemote? Choose(GitConfig config, string host, Func<string, string?> hostName)
    {
        string[] names = [.. config.Entries.Where(e => e is { Section: "remote", Key: "url" or "pushurl" }).Select(e => e.Name).Distinct()];
        string? name = names.Contains(Origin) ? Origin : names.Length == 1 ? names[0] : null;
        if (name is null)
        {
            return names.Length == 0 ? null
                : new GitRemote("", null, $"This folder has several git remotes ({string.Join(", ", names)}), and none is named {Origin}.");
        }

        string[] urls = [.. config.Values("remote", name, "url")];
        string[] pushes = [.. config.Values("remote", name, "pushurl")];
        string[] addresses =
        [
            .. urls.Take(1).Select(u => Rewritten(config, u, "insteadof") ?? u),
            .. pushes.Select(u => Rewritten(config, u, "insteadof") ?? u),
            .. pushes.Length > 0 ? [] : urls.Select(u => Rewritten(config, u, "pushinsteadof") ?? Rewritten(config, u, "insteadof") ?? u),
        ];
        RepositoryId[] found = [.. addresses.Select(a => Read(a, host, hostName)).OfType<RepositoryId>()
            .GroupBy(r => r.ToString(), StringComparer.OrdinalIgnoreCase).Select(g => g.First())];
        string shown = WithoutCredentials((urls.Length > 0 ? urls : pushes)[0]);
        return found.Length switch
        {
            1 => new GitRemote(name, found[0], null),
            0 => new GitRemote(
                name, null, $"The git remote '{name}' of this folder ({shown}) is not a repository on {host}."),
            _ => new GitRemote(
                name, null, $"The git remote '{name}' of this folder points to {string.Join(" and ", found.Select(f => f.ToString()))}."),
        };
    }

    /// <summary>
    /// Parses the URL of a remote: https or ssh (<c>ssh://git@host/..</c>, <c>git@host:..</c>), with or without a user, port and
    /// <c>.git</c>. The www and altssh hosts and aliases of the ssh configuration are accepted too. Null if it is not a repository on the
    /// host.
    /// </summary>
    public static RepositoryId? Read(string url, string host, Func<string, string?> hostName)
    {
        Match address = Regex.Match(
            url.Trim(),
            @"^(?:(?<scheme>https?|ssh|git|git\+ssh|ssh\+git)://(?<authority>[^/]+)/"
            + @"|(?<authority>[^/:\[\]]{2,}|(?:[^/@]*@)?\[[^/\]]+\]):(?!//))/*(?<path>.+)$",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        if (!address.Success)
        {
            return null;
        }

        // Split at the last @: the user can be an e-mail address.
        string authority = address.Groups["authority"].Value;
        string name = Regex.Replace(authority.Substring(authority.LastIndexOf('@') + 1).Trim('[', ']'), @":\d*$", "").TrimEnd('.');
        bool isSsh = !address.Groups["scheme"].Value.StartsWith("http", StringComparison.OrdinalIgnoreCase);
        if (!IsHost(name, host) && !(isSsh && hostName(name) is { } resolved && IsHost(resolved.TrimEnd('.'), host)))
        {
            return null;
        }

        string[] parts = Uri.UnescapeDataString(address.Groups["path"].Value).Trim('/').Split('/');
        if (parts.Length != 2)
        {
            return null;
        }

        string slug = Regex.Replace(parts[1], @"\.git$", "", RegexOptions.IgnoreCase);
        return IsName(parts[0]) && IsName(slug) ? new RepositoryId(RepositoryId.Braced(parts[0]), RepositoryId.Braced(slug)) : null;
    }

    /// <summary>Removes the user, password and query from a URL: they may be secrets.</summary>
    public static string WithoutCredentials(string url)
    {
        string result = url.Trim();
        int start = result.IndexOf("://", StringComparison.Ordinal) is >= 0 and int scheme ? scheme + 3 : 0;
        int end = result.LastIndexOf('@');
        result = end < start || result.Substring(start, end - start) == "git"
            ? result
            : $"{result.Substring(0, start)}{result.Substring(end + 1)}";
        return result.Split('?', '#')[0];
    }

    /// <summary>Rewrites a URL like git: the longest matching prefix is replaced.</summary>
    private static string? Rewritten(GitConfig config, string url, string key)
    {
        GitConfigEntry? rule = config.Entries
            .Where(e => e.Section == "url" && e.Key == key && e.Value.Length > 0 && url.StartsWith(e.Value, StringComparison.Ordinal))
            .OrderByDescending(e => e.Value.Length).FirstOrDefault();
        return rule is null ? null : $"{rule.Name}{url.Substring(rule.Value.Length)}";
    }

    private static bool IsHost(string name, string host) =>
        new[] { host, "www." + host, "altssh." + host }.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool IsName(string text) =>
        text is not ("." or "..") && Regex.IsMatch(text, @"^[\w.\-{}~]+$", RegexOptions.CultureInvariant);

    /// <summary>The git folder of this worktree, or null outside of a clone. GIT_DIR takes precedence, as in git's hooks.</summary>
    internal static string? FindGitFolder(string? folder, string? given)
    {
        if (NullIfEmpty(given) is not null)
        {
            return Path.Combine(NullIfEmpty(folder) ?? "", given!);
        }

        for (DirectoryInfo? at = string.IsNullOrEmpty(folder) ? null : new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            string git = Path.Combine(at.FullName, ".git");
            if (File.Exists(git))
            {
                // A worktree or a submodule: the file points to the git folder, which may have a common folder.
                string target = File.ReadAllText(git).Trim();
                return Path.Combine(
                    at.FullName, target.StartsWith("gitdir:", StringComparison.Ordinal) ? target.Substring(7).Trim() : target);
            }

            if (File.Exists(Path.Combine(git, "config")))
            {
                return git;
            }
        }

        return null;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
