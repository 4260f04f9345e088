namespace BitbucketPipelines.Api.Reports;

/// <summary>Turns the paths of tools into paths of the repository, which is what Bitbucket shows annotations by.</summary>
/// <param name="roots">Folders that are the root of the repository, on this machine or where the tool ran.</param>
/// <param name="folder">The current folder, to which tools give relative paths; null if it does not matter.</param>
/// <param name="exists">Whether a file exists.</param>
internal sealed class RepositoryPaths(IEnumerable<string> roots, string? folder, Func<string, bool> exists)
{
    private readonly string[][] _roots =
        [.. roots.Select(r => Split(r)).OfType<string[]>().Where(r => r.Length > 0).OrderByDescending(r => r.Length)];

    private readonly string[]? _folder = folder is null ? null : Split(folder);

    /// <summary>The path in the repository, with slashes; null when the file is not in it.</summary>
    public string? Find(string? path)
    {
        if (string.IsNullOrWhiteSpace(path) || Split(path!.Trim()) is not { Length: > 0 } parts || path.Any(char.IsControl))
        {
            return null;
        }

        if (IsRooted(parts))
        {
            return _roots.Where(r => StartsWith(parts, r)).Select(r => Join(parts.Skip(r.Length))).FirstOrDefault();
        }

        // Relative to the current folder if there is such a file; otherwise to the root, as most tools in a build do.
        if (_folder is not null && _roots.FirstOrDefault(r => StartsWith(_folder, r)) is { } root && _folder.Length > root.Length)
        {
            string[] inside = [.. _folder.Skip(root.Length), .. parts];
            if (Join(inside) is { } found && (parts[0] == ".." || exists(Path.Combine(folder!, Path.Combine(parts)))))
            {
                return found;
            }
        }

        return Join(parts);
    }

    /// <summary>Joins the parts; null when they lead out of the repository, or to its root.</summary>
    private static string? Join(IEnumerable<string> parts)
    {
        var kept = new List<string>();
        foreach (string part in parts)
        {
            if (part == ".." && kept.Count == 0)
            {
                return null;
            }

            if (part == "..")
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else if (part != ".")
            {
                kept.Add(part);
            }
        }

        return kept.Count == 0 ? null : string.Join("/", kept);
    }

    /// <summary>
    /// The parts of a path or a file URI. That of an absolute one begins with an empty part, or with a drive. Null for an address of
    /// another kind.
    /// </summary>
    private static string[]? Split(string path)
    {
        if (path.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            string rest = path.Substring(5);
            if (rest.StartsWith("//", StringComparison.Ordinal))
            {
                // The host: none, localhost, or that of a share.
                int end = rest.IndexOf('/', 2);
                rest = end < 0 ? "/" : rest.Substring(end);
            }

            path = Uri.UnescapeDataString(rest);
            path = path.Length > 2 && path[0] == '/' && path[2] == ':' ? path.Substring(1) : path;
        }
        else if (path.IndexOf("://", StringComparison.Ordinal) > 0)
        {
            return null;
        }

        path = path.Replace('\\', '/');
        bool isRooted = path.StartsWith("/", StringComparison.Ordinal);
        string[] parts = [.. path.Split(['/'], StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".")];
        return isRooted ? ["", .. parts] : parts;
    }

    private static bool IsRooted(string[] parts) => parts[0].Length == 0 || IsDrive(parts[0]);

    private static bool IsDrive(string part) => part.Length == 2 && part[1] == ':' && char.IsLetter(part[0]);

    /// <summary>Names of Windows are not case-sensitive; a path with a drive is one.</summary>
    private static bool StartsWith(string[] parts, string[] root)
    {
        StringComparison comparison = IsDrive(root[0]) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return parts.Length > root.Length - 1 && root.Length <= parts.Length
            && root.Select((part, i) => string.Equals(part, parts[i], comparison)).All(same => same);
    }
}
