using System.Globalization;
using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api.Yaml;

/// <summary>
/// Compares a YAML document with a schema. YAML is read as Bitbucket reads it: a number or a word such as true is a text where a text is
/// wanted. Of several possible forms, the problems of the form that was probably meant are told.
/// </summary>
internal sealed class SchemaCheck
{
    private const int MaxDepth = 60;

    /// <summary>The places whose keys are a person's own: parts of a document that other places refer to are kept there.</summary>
    private static readonly string[] s_ownKeys = ["", "definitions"];

    private readonly Dictionary<(YamlNode, Schema), List<YamlProblem>> _done = [];
    private readonly Dictionary<YamlNode, bool> _anchored = [];

    /// <summary>The problems of a document.</summary>
    public IReadOnlyList<YamlProblem> Find(YamlNode root, Schema schema) => Check(root, schema, "", 0);

    private List<YamlProblem> Check(YamlNode node, Schema schema, string path, int depth)
    {
        if (node.IsUnknown || depth > MaxDepth)
        {
            return [];
        }

        if (_done.TryGetValue((node, schema), out List<YamlProblem>? known))
        {
            return known;
        }

        var found = new List<YamlProblem>();
        var keys = new Keys();
        Apply(node, schema, path, keys, found, depth);
        if (node.Kind == YamlKind.Mapping)
        {
            found.AddRange(node.Entries.Where(e => !keys.Knows(e.Key.Text) && !IsOwn(e, path)).Select(e => UnknownKey(e, path, keys)));
        }

        // Only so many can be told; and what is found twice at the same place is told once.
        if (found.Count > YamlTree.MaxProblems)
        {
            found.RemoveRange(YamlTree.MaxProblems, found.Count - YamlTree.MaxProblems);
        }

        return _done[(node, schema)] = found;
    }

    private void Apply(YamlNode node, Schema schema, string path, Keys keys, List<YamlProblem> found, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        if (schema.Reference is { } reference)
        {
            Apply(node, reference, path, keys, found, depth + 1);
            return;
        }

        if (schema.Types.Count > 0 && TypeProblem(node, schema.Types, path) is { } type)
        {
            found.Add(type);
            if (type.Severity == YamlProblem.Error)
            {
                return;
            }
        }

        foreach (Schema part in schema.Parts)
        {
            Apply(node, part, path, keys, found, depth + 1);
        }

        if (schema.Choices.Count > 0)
        {
            Choose(node, schema.Choices, path, keys, found, depth);
        }

        if (schema.Not is { } not && (not.IsEmpty || !Check(node, not, path, depth + 1).Exists(IsError)))
        {
            found.Add(YamlProblem.At(node, "not-allowed", $"{Name(path)} is not allowed here."));
        }

        switch (node.Kind)
        {
            case YamlKind.Scalar:
                CheckText(node, schema, path, found);
                break;
            case YamlKind.Sequence:
                CheckLimits(node, schema, path, "Items", node.Items.Count, "item", found);
                if (schema.Items is { } items)
                {
                    CheckItems(node, items, path, found, depth);
                }

                break;
            case YamlKind.Mapping:
                CheckLimits(node, schema, path, "Properties", node.Entries.Count, "entry", found);
                CheckEntries(node, schema, path, keys, found, depth);
                break;
        }
    }

    private void CheckItems(YamlNode node, Schema items, string path, List<YamlProblem> found, int depth)
    {
        for (int i = 0; i < node.Items.Count && found.Count <= YamlTree.MaxProblems; i++)
        {
            YamlNode item = node.Items[i];
            if (item.IsNull)
            {
                found.Add(YamlProblem.At(item, "empty", $"An item of {Name(path)} is empty."));
            }
            else
            {
                found.AddRange(Check(item, items, FormattableString.Invariant($"{path}[{i}]"), depth + 1));
            }
        }
    }

    private void CheckEntries(YamlNode node, Schema schema, string path, Keys keys, List<YamlProblem> found, int depth)
    {
        keys.Add(schema);
        foreach (string missing in schema.Required.Where(r => node[r] is null))
        {
            found.Add(YamlProblem.At(node, "missing-key", $"{Name(path)} has no '{missing}', which it needs."));
        }

        foreach (YamlEntry entry in node.Entries)
        {
            string at = path.Length == 0 ? entry.Key.Text : $"{path}.{entry.Key.Text}";
            Schema? value = schema.Properties.TryGetValue(entry.Key.Text, out Schema? own) ? own : schema.Others;
            if (value is null || found.Count > YamlTree.MaxProblems)
            {
                continue;
            }

            if (entry.Value.IsNull)
            {
                bool isNeeded = schema.Required.Contains(entry.Key.Text);
                if (isNeeded || !TakesText(value, 0))
                {
                    found.Add(YamlProblem.At(entry.Key, "empty", $"{Name(at)} has no value.") with
                    {
                        Severity = isNeeded ? YamlProblem.Error : YamlProblem.Warning,
                    });
                }
            }
            else
            {
                found.AddRange(Check(entry.Value, value, at, depth + 1));
            }
        }
    }

    /// <summary>Whether a text may stand there, so that nothing is an empty text.</summary>
    private static bool TakesText(Schema schema, int depth) => depth < MaxDepth
        && (schema.Types.Contains("string") || (schema.Reference is { } reference && TakesText(reference, depth + 1)));

    private void Choose(YamlNode node, List<Schema> choices, string path, Keys keys, List<YamlProblem> found, int depth)
    {
        (Keys Keys, List<YamlProblem> Problems)? best = null;
        (int, int, int) score = default;
        foreach (Schema choice in choices)
        {
            var own = new Keys();
            var problems = new List<YamlProblem>();
            Apply(node, choice, path, own, problems, depth + 1);
            int unknown = node.Entries.Count(e => !own.Knows(e.Key.Text));
            int errors = problems.Count(IsError) + (own.IsClosed ? unknown : 0);
            (int, int, int) ownScore = (
                errors == 0 ? 0 : 1,
                problems.Exists(p => p.Rule == "type" && p.Line == node.Line && p.Column == node.Column) ? 1 : 0,
                (unknown * 1_000) + problems.Count);
            if (best is null || ownScore.CompareTo(score) < 0)
            {
                (best, score) = ((own, problems), ownScore);
            }
        }

        if (score.Item1 == 1 && score.Item2 == 1)
        {
            string[] wanted = [.. choices.SelectMany(c => TypesOf(c, 0)).Distinct()];
            if (wanted.Length > 0)
            {
                found.Add(YamlProblem.At(node, "type", $"{Name(path)} must be {Or(wanted.Select(TypeName))}, not {Describe(node)}."));
                return;
            }
        }

        // A map none of whose keys is known was meant to be something else, if it can be.
        string[] others = [.. choices.SelectMany(c => TypesOf(c, 0)).Where(t => t != "object").Distinct()];
        if (score.Item1 == 1 && node is { Kind: YamlKind.Mapping, Entries.Count: > 0 } && others.Length > 0
            && !node.Entries.Exists(e => best!.Value.Keys.Names.Contains(e.Key.Text)))
        {
            keys.Open();
            found.Add(YamlProblem.At(node, "type", others.Contains("string")
                ? $"{Name(path)} is a map, because of the ': ' in it. A text with ': ' in it must stand in quotes."
                : $"{Name(path)} must be {Or(others.Select(TypeName))}, not {Describe(node)}."));
            return;
        }

        keys.Add(best!.Value.Keys);
        found.AddRange(best.Value.Problems);
    }

    private static IEnumerable<string> TypesOf(Schema schema, int depth) => depth > MaxDepth ? []
        : schema.Reference is { } reference ? TypesOf(reference, depth + 1)
        : schema.Types.Count > 0 ? schema.Types
        : schema.Values is not null ? ["string"]
        : schema.Choices.Concat(schema.Parts).SelectMany(s => TypesOf(s, depth + 1));

    private static void CheckText(YamlNode node, Schema schema, string path, List<YamlProblem> found)
    {
        if (schema.Values is { } values && !values.Contains(node.Text))
        {
            found.Add(YamlProblem.At(node, "value", $"{Name(path)} cannot be '{node.Text}'.") with { Unknown = node.Text, Known = values });
        }

        if (schema.Pattern is { } pattern && !IsMatch(pattern, node.Text))
        {
            found.Add(YamlProblem.At(node, "value", $"'{node.Text}' has not the form that {Name(path)} needs: {pattern}"));
        }

        if (schema.Types.Contains("string"))
        {
            CheckLimits(node, schema, path, "Length", node.Text.Length, "character", found);
        }

        if (double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            Limit("minimum", (value, limit) => value < limit, "at least");
            Limit("maximum", (value, limit) => value > limit, "at most");
            Limit("exclusiveMinimum", (value, limit) => value <= limit, "more than");
            Limit("exclusiveMaximum", (value, limit) => value >= limit, "less than");
        }

        void Limit(string keyword, Func<double, double, bool> isBeyond, string words)
        {
            if (schema.Limits.TryGetValue(keyword, out double limit) && isBeyond(number, limit))
            {
                found.Add(YamlProblem.At(node, "limit", FormattableString.Invariant(
                    $"{Name(path)} must be {words} {limit:0.##}, not {node.Text}.")));
            }
        }
    }

    private static void CheckLimits(
        YamlNode node, Schema schema, string path, string kind, int count, string unit, List<YamlProblem> found)
    {
        if (schema.Limits.TryGetValue("min" + kind, out double least) && count < least)
        {
            found.Add(YamlProblem.At(node, count == 0 ? "empty" : "limit", count == 0
                ? $"{Name(path)} is empty."
                : $"{Name(path)} has {Counted.Of(count, unit)}; at least {Counted.Of(least, unit)} must be there."));
        }

        if (schema.Limits.TryGetValue("max" + kind, out double most) && count > most)
        {
            found.Add(YamlProblem.At(
                node, "limit", $"{Name(path)} has {Counted.Of(count, unit)}; at most {Counted.Of(most, unit)} may be there."));
        }
    }

    private static bool IsMatch(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return true;
        }
    }

    private static YamlProblem? TypeProblem(YamlNode node, IReadOnlyList<string> types, string path)
    {
        if (types.Any(t => Is(node, t)))
        {
            return null;
        }

        bool isQuoted = node is { Kind: YamlKind.Scalar, IsPlain: false }
            && types.Any(t => t is "integer" or "number" or "boolean" && IsWord(node.Text, t));
        return isQuoted
            ? YamlProblem.At(node, "type", $"{Name(path)} is {Or(types.Select(TypeName))}: leave the quotes out.") with
            {
                Severity = YamlProblem.Warning,
            }
            : YamlProblem.At(node, "type", $"{Name(path)} must be {Or(types.Select(TypeName))}, not {Describe(node)}.");
    }

    private static bool Is(YamlNode node, string type) => type switch
    {
        "object" => node.Kind == YamlKind.Mapping,
        "array" => node.Kind == YamlKind.Sequence,
        "string" => node.Kind == YamlKind.Scalar && !node.IsNull,
        "null" => node.IsNull,
        _ => node is { Kind: YamlKind.Scalar, IsPlain: true } && IsWord(node.Text, type),
    };

    private static bool IsWord(string text, string type) => type switch
    {
        "integer" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "number" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        "boolean" => text.ToUpperInvariant() is "TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF",
        _ => true,
    };

    private static string TypeName(string type) => type switch
    {
        "object" => "a map",
        "array" => "a list",
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        _ => type,
    };

    private static string Describe(YamlNode node) => node.Kind switch
    {
        YamlKind.Mapping => node.Entries.Count > 0 ? $"a map (with the key '{node.Entries[0].Key.Text}')" : "a map",
        YamlKind.Sequence => "a list",
        _ => node.IsNull ? "nothing" : $"the text '{Short(node.Text)}'",
    };

    private static string Short(string text) => text.Length <= 40 ? text : $"{text.Substring(0, 40)}...";

    private static string Or(IEnumerable<string> words) => string.Join(" or ", words.Distinct());

    private static string Name(string path) => path.Length == 0 ? "The file" : $"'{path}'";

    private static bool IsError(YamlProblem problem) => problem.Severity == YamlProblem.Error;

    private static YamlProblem UnknownKey(YamlEntry entry, string path, Keys keys) =>
        YamlProblem.At(entry.Key, "unknown-key", path.Length == 0
            ? $"The key '{entry.Key.Text}' is not known."
            : $"The key '{entry.Key.Text}' is not known in {Name(path)}.") with
        {
            Severity = keys.IsClosed ? YamlProblem.Error : YamlProblem.Warning,
            Unknown = entry.Key.Text,
            Known = keys.Names,
        };

    /// <summary>Whether a key that is not known is a place for parts that others refer to.</summary>
    private bool IsOwn(YamlEntry entry, string path) => Array.IndexOf(s_ownKeys, path) >= 0
        && (path.Length > 0 || HasAnchor(entry.Value) || entry.Key.Text.StartsWith("x-", StringComparison.Ordinal)
            || entry.Key.Text.StartsWith(".", StringComparison.Ordinal));

    private bool HasAnchor(YamlNode node)
    {
        if (!_anchored.TryGetValue(node, out bool known))
        {
            _anchored[node] = known = node.HasAnchor || node.Items.Exists(HasAnchor) || node.Entries.Exists(e => HasAnchor(e.Value));
        }

        return known;
    }

    /// <summary>The keys that are known in a map, by all schemas that apply to it.</summary>
    private sealed class Keys
    {
        private readonly List<string> _names = [];
        private bool _isOpen;

        public bool IsClosed { get; private set; }

        public IReadOnlyList<string> Names => _names;

        public bool Knows(string key) => _isOpen || (!IsClosed && _names.Count == 0) || _names.Contains(key);

        public void Open() => _isOpen = true;

        public void Add(Schema schema)
        {
            _names.AddRange(schema.Properties.Where(p => p.Value.Not is not { IsEmpty: true }).Select(p => p.Key));
            _isOpen |= schema.IsOpen;
            IsClosed |= schema.IsClosed;
        }

        public void Add(Keys other)
        {
            _names.AddRange(other._names);
            _isOpen |= other._isOpen;
            IsClosed |= other.IsClosed;
        }
    }
}
