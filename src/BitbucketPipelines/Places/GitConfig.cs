using System.Text;

namespace BitbucketPipelines;

/// <summary>Reads git's configuration files, as far as needed for remotes, without running git.</summary>
internal sealed class GitConfig
{
    private const int MaxIncludeDepth = 10;
    private readonly List<GitConfigEntry> _entries = [];
    private readonly List<(string File, string Included)> _conditional = [];

    /// <summary>All entries in the order in which git reads them. Later entries take precedence.</summary>
    public IReadOnlyList<GitConfigEntry> Entries => _entries;

    /// <summary>The values of a key. The section name is lower-case; the subsection name keeps its case.</summary>
    public IEnumerable<string> Values(string section, string name, string key) =>
        _entries.Where(e => e.Section == section && e.Name == name && e.Key == key).Select(e => e.Value);

    /// <summary>Reads a file and the files it includes. A missing file is treated as empty.</summary>
    public void Load(string? file, string? home, int depth = 0)
    {
        if (file is null || depth > MaxIncludeDepth || !File.Exists(file))
        {
            return;
        }

        foreach (GitConfigEntry entry in Parse(File.ReadAllText(file)))
        {
            _entries.Add(entry);
            if (entry is { Section: "include" or "includeif", Key: "path" })
            {
                string path = entry.Value.StartsWith("~/", StringComparison.Ordinal)
                    ? Path.Combine(home ?? "", entry.Value.Substring(2)) : entry.Value;
                path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file)) ?? "", path);
                if (entry.Section == "include")
                {
                    Load(path, home, depth + 1);
                }
                else
                {
                    _conditional.Add((file, path));
                }
            }
        }
    }

    /// <summary>
    /// The file with a conditional include that defines remotes or rewrites URLs, or null. Conditions are not evaluated. Includes that only
    /// set names and e-mail addresses, as most do, are ignored.
    /// </summary>
    public string? ConditionalAddresses(string? home) => _conditional.Where(c =>
    {
        var included = new GitConfig();
        included.Load(c.Included, home);
        return included.Entries.Any(e => e.Section is "remote" or "url") || included.ConditionalAddresses(null) is not null;
    }).Select(c => c.File).FirstOrDefault();

    /// <summary>Adds the entries of GIT_CONFIG_COUNT, GIT_CONFIG_KEY_0, GIT_CONFIG_VALUE_0 and so on.</summary>
    public void Load(Func<string, string?> variable)
    {
        int count = int.TryParse(variable("GIT_CONFIG_COUNT"), out int given) ? given : 0;
        for (int i = 0; i < count; i++)
        {
            string key = variable($"GIT_CONFIG_KEY_{i}") ?? "";
            int first = key.IndexOf('.');
            int last = key.LastIndexOf('.');
            if (first > 0)
            {
                string name = first == last ? "" : key.Substring(first + 1, last - first - 1);
                Add(_entries, key.Substring(0, first), name, key.Substring(last + 1), variable($"GIT_CONFIG_VALUE_{i}") ?? "");
            }
        }
    }

    public static IReadOnlyList<GitConfigEntry> Parse(string text)
    {
        var entries = new List<GitConfigEntry>();
        string section = "";
        string name = "";
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (char.IsWhiteSpace(c) || c == '\uFEFF')
            {
                at++;
            }
            else if (c == '[')
            {
                at = ReadSection(text, at + 1, out section, out name);
            }
            else if (char.IsLetter(c))
            {
                int start = at;
                while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '-'))
                {
                    at++;
                }

                string key = text.Substring(start, at - start);
                while (at < text.Length && text[at] is ' ' or '\t')
                {
                    at++;
                }

                string value = "true";
                at = at < text.Length && text[at] == '=' ? ReadValue(text, at + 1, out value) : LineEnd(text, at);
                Add(entries, section, name, key, value);
            }
            else
            {
                // A comment, or a line that git would reject.
                at = LineEnd(text, at);
            }
        }

        return entries;
    }

    private static int ReadSection(string text, int at, out string section, out string name)
    {
        var words = new StringBuilder();
        var sub = new StringBuilder();
        bool quoted = false;
        for (; at < text.Length && (quoted || text[at] is not (']' or '\n')); at++)
        {
            char c = text[at];
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (quoted)
            {
                sub.Append(c == '\\' && at + 1 < text.Length ? text[++at] : c);
            }
            else if (!char.IsWhiteSpace(c))
            {
                words.Append(c);
            }
        }

        section = words.ToString();
        name = sub.ToString();
        if (name.Length == 0 && section.IndexOf('.') is > 0 and int dot)
        {
            // The deprecated syntax: [remote.origin].
#pragma warning disable CA1308 // as git does
            name = section.Substring(dot + 1).ToLowerInvariant();
#pragma warning restore CA1308
            section = section.Substring(0, dot);
        }

        return at + 1;
    }

    private static int ReadValue(string text, int at, out string value)
    {
        var read = new StringBuilder();
        int kept = 0;
        bool quoted = false;
        for (; at < text.Length && text[at] != '\n'; at++)
        {
            char c = text[at];
            if (c == '\\' && at + 1 < text.Length)
            {
                at += text[at + 1] == '\r' && at + 2 < text.Length && text[at + 2] == '\n' ? 2 : 1;
                char next = text[at];
                if (next != '\n')
                {
                    read.Append(next switch { 'n' => '\n', 't' => '\t', 'b' => '\b', _ => next });
                    kept = read.Length;
                }
            }
            else if (c == '"')
            {
                quoted = !quoted;
                kept = read.Length;
            }
            else if (!quoted && c is '#' or ';')
            {
                at = LineEnd(text, at);
                break;
            }
            else if (read.Length > 0 || quoted || !char.IsWhiteSpace(c))
            {
                read.Append(c);
                kept = quoted || !char.IsWhiteSpace(c) ? read.Length : kept;
            }
        }

        // Trailing whitespace is kept only if it is quoted.
        value = read.ToString(0, kept);
        return at;
    }

    private static int LineEnd(string text, int at) => text.IndexOf('\n', at) is >= 0 and int end ? end : text.Length;

    private static void Add(List<GitConfigEntry> entries, string section, string name, string key, string value) =>
#pragma warning disable CA1308 // names in git's configuration are lower-case
        entries.Add(new GitConfigEntry(section.ToLowerInvariant(), name, key.ToLowerInvariant(), value));
#pragma warning restore CA1308
}

/// <summary><c>[section "name"] key = value</c>.</summary>
internal sealed record GitConfigEntry(string Section, string Name, string Key, string Value);
