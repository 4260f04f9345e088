using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>Which repository a folder is a clone of, read from its git configuration. Nothing is run.</summary>
internal static class GitRemote
{
    /// <summary>The repository of the remote on <paramref name="host"/>: origin, else the first one there is.</summary>
    public static RepositoryId? Find(string? folder, string host)
    {
        string? config = ConfigOf(folder);
        if (config is null)
        {
            return null;
        }

        RepositoryId? first = null;
        string section = "";
        foreach (string raw in File.ReadLines(config))
        {
            string line = raw.Trim();
            if (line.StartsWith("[", StringComparison.Ordinal))
            {
                section = line;
            }
            else if (section.StartsWith("[remote ", StringComparison.Ordinal) && line.StartsWith("url", StringComparison.Ordinal)
                && line.IndexOf('=') is > 0 and int equals && Read(line.Substring(equals + 1).Trim(), host) is { } found)
            {
                if (section == "[remote \"origin\"]")
                {
                    return found;
                }

                first ??= found;
            }
        }

        return first;
    }

    private static RepositoryId? Read(string url, string host)
    {
        bool there = url.StartsWith($"git@{host}:", StringComparison.OrdinalIgnoreCase)
            || (Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && string.Equals(uri.Host, host, StringComparison.OrdinalIgnoreCase));
        return there && RepositoryId.Parse(url) is { Workspace: { } workspace, Slug: { } slug } ? new RepositoryId(workspace, slug) : null;
    }

    private static string? ConfigOf(string? folder)
    {
        try
        {
            for (DirectoryInfo? at = string.IsNullOrEmpty(folder) ? null : new DirectoryInfo(folder); at is not null; at = at.Parent)
            {
                string git = Path.Combine(at.FullName, ".git");
                if (File.Exists(git))
                {
                    // A work tree or a submodule: the file names the real folder, which may share a common one.
                    string target = File.ReadAllText(git).Trim();
                    git = Path.Combine(at.FullName, target.StartsWith("gitdir:", StringComparison.Ordinal) ? target.Substring(7).Trim() : target);
                    string common = Path.Combine(git, "commondir");
                    git = File.Exists(common) ? Path.Combine(git, File.ReadAllText(common).Trim()) : git;
                }

                string config = Path.Combine(git, "config");
                if (File.Exists(config))
                {
                    return config;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A folder that cannot be read tells nothing.
        }

        return null;
    }
}
