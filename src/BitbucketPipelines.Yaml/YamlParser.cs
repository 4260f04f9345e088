using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BitbucketPipelines.Api.Yaml;

/// <summary>
/// Reads YAML with YamlDotNet into the tree of the client. Aliases become the node that they mean, and merges are resolved.
/// </summary>
internal sealed class YamlParser : IYamlParser
{
    private const string MergeKey = "<<";

    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    private readonly HashSet<YamlNode> _open = [];
    private readonly List<YamlProblem> _problems = [];
    private int _entries;

    /// <inheritdoc/>
    public YamlTree Parse(string text)
    {
        YamlNode? root = null;
        using var reader = new StringReader(text);
        var parser = new Parser(reader);
        try
        {
            root = ReadDocument(parser);
        }
        catch (YamlException e)
        {
            if (!AddTab(text, (int)e.Start.Line, e.Message))
            {
                Add((int)e.Start.Line, (int)e.Start.Column, "syntax", Words(e));
            }
        }
        catch (TreeTooLargeException e)
        {
            Add(e.Line, e.Column, "limit", e.Message);
        }
#pragma warning disable CA1031 // The library throws whatever its collections throw where brackets are not closed.
        catch (Exception)
#pragma warning restore CA1031
        {
            Mark at = parser.Current?.End ?? Mark.Empty;
            Add((int)at.Line, (int)at.Column, "syntax", "After this, the text is not valid YAML, such as a bracket that is not closed.");
        }

        return new YamlTree(root, _problems);
    }

    /// <summary>Adds the problem of a tab in front of a line, for which the library names the place where the map begins.</summary>
    private bool AddTab(string text, int line, string message)
    {
        string[] lines = text.Split('\n');
        for (int i = Math.Max(1, line); i <= lines.Length && message.IndexOf("tab", StringComparison.Ordinal) >= 0; i++)
        {
            string start = lines[i - 1];
            int tab = start.IndexOf('\t');
            if (tab >= 0 && start.Substring(0, tab).Trim().Length == 0 && start.Trim().Length > 0)
            {
                Add(i, tab + 1, "syntax", "A line begins with a tab. YAML is indented with spaces.");
                return true;
            }
        }

        return false;
    }

    private YamlNode? ReadDocument(Parser parser)
    {
        var parents = new Stack<Parent>();
        YamlNode? root = null;
        int documents = 0;
        while (parser.MoveNext())
        {
            ParsingEvent found = parser.Current!;
            switch (found)
            {
                case DocumentStart when ++documents > 1:
                    Add(found, "syntax", "A second YAML document begins here. Only one document is read: remove the line '---'.");
                    return root;
                case Scalar scalar:
                    Place(Open(scalar, new YamlNode(YamlKind.Scalar, Line(found), Column(found))
                    {
                        Text = scalar.Value,
                        IsPlain = scalar is { Style: ScalarStyle.Plain, Tag.IsEmpty: true },
                    }));
                    break;
                case AnchorAlias alias:
                    Place(Resolve(alias));
                    break;
                case SequenceStart or MappingStart:
                    YamlKind kind = found is SequenceStart ? YamlKind.Sequence : YamlKind.Mapping;
                    YamlNode node = Open((NodeEvent)found, new YamlNode(kind, Line(found), Column(found)));
                    if (parents.Count >= YamlTree.MaxDepth)
                    {
                        throw new TreeTooLargeException(
                            node, $"The YAML is nested more deeply than {YamlTree.MaxDepth} levels, which is not read.");
                    }

                    _open.Add(node);
                    parents.Push(new Parent(node));
                    break;
                case SequenceEnd or MappingEnd:
                    Parent done = parents.Pop();
                    Merge(done);
                    _open.Remove(done.Node);
                    Place(done.Node);
                    break;
            }
        }

        return root;

        void Place(YamlNode node)
        {
            if (parents.Count == 0)
            {
                root ??= node;
                return;
            }

            Count(node);
            Parent parent = parents.Peek();
            if (parent.Node.Kind == YamlKind.Sequence)
            {
                parent.Node.Items.Add(node);
            }
            else if (parent.Key is not { } key)
            {
                parent.Key = node;
            }
            else
            {
                parent.Key = null;
                Enter(parent, key, node);
            }
        }
    }

    private void Enter(Parent parent, YamlNode key, YamlNode value)
    {
        if (key.Kind != YamlKind.Scalar)
        {
            Add(key.Line, key.Column, "syntax", "A key must be a text, not a list or a map.");
        }
        else if (key is { Text: MergeKey, IsPlain: true })
        {
            parent.Merges.Add(value);
        }
        else if (!parent.Names.TryGetValue(key.Text, out YamlNode? first))
        {
            parent.Names.Add(key.Text, key);
            parent.Node.Entries.Add(new YamlEntry(key, value, IsMerged: false));
        }
        else
        {
            Add(key.Line, key.Column, "duplicate-key",
                $"The key '{key.Text}' stands twice in the same map, the first time in line {first.Line}: only one of them counts.");
        }
    }

    /// <summary>Adds the entries of merged maps. A key of the map itself counts, then that of the first merged map.</summary>
    private void Merge(Parent parent)
    {
        foreach (YamlNode source in parent.Merges.SelectMany(m => m.Kind == YamlKind.Sequence ? m.Items : [m]))
        {
            if (source.Kind != YamlKind.Mapping)
            {
                Add(source.Line, source.Column, "merge", "Only a map, or a list of maps, can be merged with '<<'.");
                continue;
            }

            foreach (YamlEntry entry in source.Entries)
            {
                if (!parent.Names.ContainsKey(entry.Key.Text))
                {
                    Count(parent.Node);
                    parent.Names.Add(entry.Key.Text, entry.Key);
                    parent.Node.Entries.Add(entry with { IsMerged = true });
                }
            }
        }
    }

    private YamlNode Open(NodeEvent found, YamlNode node)
    {
        if (!found.Anchor.IsEmpty)
        {
            node.HasAnchor = true;
            _anchors[found.Anchor.Value] = node;
        }

        return node;
    }

    private YamlNode Resolve(AnchorAlias alias)
    {
        if (_anchors.TryGetValue(alias.Value.Value, out YamlNode? node) && !_open.Contains(node))
        {
            return node;
        }

        Add(alias, "alias", node is null
            ? $"There is no anchor '&{alias.Value.Value}' before this alias."
            : $"The alias '*{alias.Value.Value}' stands inside of what it means, so it never ends.");
        return new YamlNode(YamlKind.Scalar, Line(alias), Column(alias)) { IsPlain = true, IsUnknown = true };
    }

    private void Count(YamlNode at)
    {
        if (++_entries > YamlTree.MaxEntries)
        {
            throw new TreeTooLargeException(at, $"The YAML has more than {YamlTree.MaxEntries} entries, which is not read.");
        }
    }

    private void Add(ParsingEvent at, string rule, string message) => Add(Line(at), Column(at), rule, message);

    private void Add(int line, int column, string rule, string message)
    {
        if (_problems.Count < YamlTree.MaxProblems)
        {
            _problems.Add(new YamlProblem(Math.Max(1, line), Math.Max(1, column), rule, message));
        }
    }

    private static int Line(ParsingEvent found) => (int)found.Start.Line;

    private static int Column(ParsingEvent found) => (int)found.Start.Column;

    /// <summary>The message without the position, which the older versions of the library put in front of it.</summary>
    private static string Words(YamlException e)
    {
        string text = e.Message.Trim();
        int end = text.StartsWith("(Line:", StringComparison.Ordinal) ? text.LastIndexOf("): ", StringComparison.Ordinal) : -1;
        text = end < 0 ? text : text.Substring(end + 3);
        return text.EndsWith(".", StringComparison.Ordinal) ? text : text + ".";
    }

    private sealed class Parent(YamlNode node)
    {
        public YamlNode Node { get; } = node;

        public YamlNode? Key { get; set; }

        public Dictionary<string, YamlNode> Names { get; } = new(StringComparer.Ordinal);

        public List<YamlNode> Merges { get; } = [];
    }

    private sealed class TreeTooLargeException(YamlNode at, string message) : Exception(message)
    {
        public int Line { get; } = at.Line;

        public int Column { get; } = at.Column;
    }
}
