using System.Text.RegularExpressions;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// Which repository a folder is a clone of, read from git's configuration. Nothing is run, and nothing is guessed: it is the remote
/// origin, or the only one there is. When its address is not understood, no other remote is taken in its place.
/// </summary>
/// <param name="Name">The name of the remote.</param>
/// <param name="Repository">The repository, or null when the remote does not tell one.</param>
/// <param name="Problem">Why it does not tell one.</param>
internal sealed record GitRemote(string Name, RepositoryId? Repository, string? Problem)
{
    private const string Origin = "origin";

    /// <summary>The remote of a folder, or null when it is no clone, or has no remote.</summary>
    public static GitRemote? Find(string? folder, string host, Func<string, string?> variable)
    {
        try
        {
            if (FindGitFolder(folder, variable("GIT_DIR")) is not { } git)
            {
                return null;
            }

            string file = Path.Combine(git, "config");
            if (!File.Exists(file))
            {
                // Git itself does not go on to a folder above, whose clone is another.
                return new GitRemote("", null, $"This folder's .git leads to {git}, which is no git repository.");
            }

            string? home = NotEmpty(variable("HOME")) ?? NotEmpty(variable("USERPROFILE"));
            var config = new GitConfig();
            config.Load(Path.DirectorySeparatorChar == '/' ? "/etc/gitconfig" : null, home);
            if (NotEmpty(variable("GIT_CONFIG_GLOBAL")) is { } global)
            {
                config.Load(global, home);
            }
            else if (home is not null)
            {
                config.Load(Path.Combine(NotEmpty(variable("XDG_CONFIG_HOME")) ?? Path.Combine(home, ".config"), "git", "config"), home);
                config.Load(Path.Combine(home, ".gitconfig"), home);
            }

            config.Load(file, home);
            config.Load(variable);
            if (config.ConditionalAddresses(home) is { } conditional)
            {
                return new GitRemote(
                    "", null,
                    $"The address of this folder's git remote depends on a condition ([includeIf] of {conditional}), which is not "
                        + "evaluated.");
            }

            string ssh = home is null ? "" : Path.Combine(home, ".ssh", "config");
            return Choose(config, host, alias => File.Exists(ssh) ? SshAliases.HostName(File.ReadAllText(ssh), alias) : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // A folder that cannot be read tells nothing.
            return null;
        }
    }

    /// <summary>The remote that a configuration names.</summary>
    /// <param name="config">Git's configuration.</param>
    /// <param name="host">The host of Bitbucket.</param>
    /// <param name="hostName">What a name stands for in the ssh configuration.</param>
    public static GitRemote? Choose(GitConfig config, string host, Func<string, string?> hostName)
    {
        string[] names = [.. config.Entries.Where(e => e is { Section: "remote", Key: "url" or "pushurl" }).Select(e => e.Name).Distinct()];
        string? name = names.Contains(Origin) ? Origin : names.Length == 1 ? names[0] : null;
        if (name is null)
        {
            return names.Length == 0 ? null
                : new GitRemote("", null, $"This folder has the git remotes {string.Join(", ", names)}, and none is called {Origin}.");
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
                name, null, $"The git remote '{name}' of this folder ({shown}) is not understood as a repository on {host}."),
            _ => new GitRemote(
                name, null, $"The git remote '{name}' of this folder means {string.Join(" and ", found.Select(f => f.ToString()))}."),
        };
    }

    /// <summary>
    /// Reads the address of a remote: https, ssh (<c>ssh://git@host/..</c>, <c>git@host:..</c>, each with or without a user, port and
    /// <c>.git</c>), also by the hosts www and altssh, and by names of the ssh configuration. Null when it is no repository on the host.
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

        // The last @: an e-mail address can be the user.
        string authority = address.Groups["authority"].Value;
        string name = Regex.Replace(authority.Substring(authority.LastIndexOf('@') + 1).Trim('[', ']'), @":\d*$", "").TrimEnd('.');
        bool isSsh = !address.Groups["scheme"].Value.StartsWith("http", StringComparison.OrdinalIgnoreCase);
        if (!IsHost(name, host) && !(isSsh && hostName(name) is { } meant && IsHost(meant.TrimEnd('.'), host)))
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

    /// <summary>An address that can be shown: users, passwords and queries can be secrets.</summary>
    public static string WithoutCredentials(string url)
    {
        string bare = url.Trim();
        int start = bare.IndexOf("://", StringComparison.Ordinal) is >= 0 and int scheme ? scheme + 3 : 0;
        int end = bare.LastIndexOf('@');
        bare = end < start || bare.Substring(start, end - start) == "git" ? bare : $"{bare.Substring(0, start)}{bare.Substring(end + 1)}";
        return bare.Split('?', '#')[0];
    }

    /// <summary>As git does: the longest beginning that fits is put in place.</summary>
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

    /// <summary>
    /// The folder with git's configuration, or null outside of a clone. The variable GIT_DIR counts first, as in git's hooks.
    /// </summary>
    private static string? FindGitFolder(string? folder, string? given)
    {
        if (NotEmpty(given) is not null)
        {
            return Common(Path.Combine(NotEmpty(folder) ?? "", given!));
        }

        for (DirectoryInfo? at = string.IsNullOrEmpty(folder) ? null : new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            string git = Path.Combine(at.FullName, ".git");
            if (File.Exists(git))
            {
                // A work tree or a submodule: the file names the real folder, which may share a common one.
                string target = File.ReadAllText(git).Trim();
                return Common(
                    Path.Combine(
                        at.FullName, target.StartsWith("gitdir:", StringComparison.Ordinal) ? target.Substring(7).Trim() : target));
            }

            if (File.Exists(Path.Combine(git, "config")))
            {
                return git;
            }
        }

        return null;

        static string Common(string git)
        {
            string common = Path.Combine(git, "commondir");
            return File.Exists(common) ? Path.Combine(git, File.ReadAllText(common).Trim()) : git;
        }
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
