namespace BitbucketPipelines;

/// <summary>Reads which commit is checked out in a clone, without running git.</summary>
internal static class GitHead
{
    /// <summary>The hash of the commit; null when it cannot be told.</summary>
    public static string? Find(string? folder, Func<string, string?> variable)
    {
        try
        {
            if (GitRemote.FindGitFolder(folder, variable("GIT_DIR")) is not { } git)
            {
                return null;
            }

            string common = Path.Combine(git, "commondir") is var file && File.Exists(file)
                ? Path.Combine(git, File.ReadAllText(file).Trim()) : git;
            string head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
            // A reference can name another one.
            for (int level = 0; level < 5; level++)
            {
                if (!head.StartsWith("ref:", StringComparison.Ordinal))
                {
                    return IsHash(head) ? head : null;
                }

                string name = head.Substring(4).Trim();
                if (name.Split('/').Contains("..") || Path.IsPathRooted(name) || Read(git, common, name) is not { } next)
                {
                    return null;
                }

                head = next;
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Whether a text is the whole hash of a commit.</summary>
    public static bool IsHash(string? text) => text is { Length: 40 } && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f')
        or (>= 'A' and <= 'F'));

    private static string? Read(string git, string common, string name)
    {
        foreach (string folder in new[] { git, common })
        {
            string file = Path.Combine(folder, name);
            if (File.Exists(file))
            {
                return File.ReadAllText(file).Trim();
            }
        }

        string packed = Path.Combine(common, "packed-refs");
        return File.Exists(packed)
            ? File.ReadLines(packed).Select(line => line.Split([' '], 2))
                .FirstOrDefault(parts => parts.Length == 2 && parts[1].Trim() == name)?[0]
            : null;
    }
}
