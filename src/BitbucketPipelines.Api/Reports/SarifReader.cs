using System.Text.Json;
using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api.Reports;

/// <summary>
/// Reads SARIF 2.1.0. Whatever is missing is left out, but a value of a wrong type is an error that says where: a report without the
/// findings that could not be read would say that there are none.
/// </summary>
internal static class SarifReader
{
    /// <exception cref="FindingFileException">The text is not SARIF 2.1.0.</exception>
    public static FindingSet Read(string text)
    {
        using JsonDocument document = Parse(text);
        try
        {
            return Read(document.RootElement);
        }
        catch (InvalidOperationException e)
        {
            // Texts are decoded when they are read; this one has half a character, such as \ud800.
            throw new FindingFileException("a text in it is not valid Unicode", e);
        }
    }

    private static FindingSet Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("runs", out _))
        {
            throw new FindingFileException("it is JSON, but not SARIF: it has no \"runs\"");
        }

        var log = new Node(root, "");
        if (log.Text("version") is not { } version)
        {
            throw new FindingFileException("it has no \"version\", which must be 2.1.0");
        }

        if (version != "2.1.0")
        {
            throw new FindingFileException(
                $"it is SARIF {Short(version)}, and only 2.1.0 can be read. Most tools have an option for the version");
        }

        Run[] runs = [.. log.NeedList("runs").Select(Run.Read)];
        return new FindingSet
        {
            Tool = runs.Length == 0 ? null : string.Join(", ", runs.Select(r => r.Tool).Where(t => t.Length > 0).Distinct()),
            Findings = [.. runs.SelectMany(r => r.Findings)],
            Suppressed = runs.Sum(r => r.Suppressed),
            IsIncomplete = runs.Any(r => r.IsIncomplete),
        };
    }

    private static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(
                text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException e)
        {
            throw new FindingFileException(FormattableString.Invariant(
                $"line {e.LineNumber + 1}: it is not valid JSON"), e);
        }
    }

    private static string Short(string text) => text.Length <= 20 ? text : $"{text.Substring(0, 20)}\u2026";

    /// <summary>One run of a tool.</summary>
    private sealed class Run
    {
        private readonly Dictionary<string, Node> _bases = new(StringComparer.Ordinal);
        private readonly List<Node> _artifacts;
        private readonly List<Node> _rules = [];
        private readonly Dictionary<string, Node> _rulesById = new(StringComparer.Ordinal);

        private Run(Node run)
        {
            Node? driver = run.Object("tool")?.Object("driver");
            Tool = driver?.Text("name")?.Trim() ?? "";
            _artifacts = run.List("artifacts") ?? [];
            if (run.Object("originalUriBaseIds") is { } bases)
            {
                foreach (string name in bases.Names)
                {
                    if (bases.Object(name) is { } at)
                    {
                        _bases[name] = at;
                    }
                }
            }

            _rules.AddRange(driver?.List("rules") ?? []);
            foreach (Node rule in _rules.Concat(
                (run.Object("tool")?.List("extensions") ?? []).SelectMany(e => e.List("rules") ?? [])))
            {
                if (rule.Text("id") is { } id && !_rulesById.ContainsKey(id))
                {
                    _rulesById.Add(id, rule);
                }
            }

            IsIncomplete = (run.List("invocations") ?? []).Any(i => i.Flag("executionSuccessful") == false);
        }

        public string Tool { get; }

        public List<Finding> Findings { get; } = [];

        public long Suppressed { get; private set; }

        public bool IsIncomplete { get; }

        public static Run Read(Node node)
        {
            var run = new Run(node);
            foreach (Node result in node.List("results") ?? [])
            {
                run.Add(result);
            }

            return run;
        }

        private void Add(Node result)
        {
            string kind = result.Text("kind") ?? "fail";
            string state = result.Text("baselineState") ?? "";
            if (kind is "pass" or "notApplicable" || state == "absent")
            {
                return;
            }

            if ((result.List("suppressions") ?? []).Any(s => s.Text("status") is null or "accepted"))
            {
                Suppressed++;
                return;
            }

            Node? rule = RuleOf(result, out string? id);
            string message = MessageOf(result, rule) ?? id ?? "(no message)";
            FindingSeverity? score = Severities.OfScore(result.Object("properties")?.Scalar("security-severity")
                ?? rule?.Object("properties")?.Scalar("security-severity"));
            string level = kind == "fail" || result.Text("level") is not null
                ? result.Text("level") ?? rule?.Object("defaultConfiguration")?.Text("level") ?? "warning"
                : "note";
            bool isSecurity = score is not null
                || (rule?.Object("properties")?.Texts("tags") ?? []).Contains("security", StringComparer.OrdinalIgnoreCase);
            Node? place = (result.List("locations") ?? []).Cast<Node?>().FirstOrDefault()?.Object("physicalLocation");
            Findings.Add(new Finding(
                message, score ?? Severities.OfWord(level) ?? FindingSeverity.Medium,
                isSecurity ? FindingKind.Vulnerability : level == "error" ? FindingKind.Bug : FindingKind.CodeSmell)
            {
                Rule = id,
                Path = PathOf(place?.Object("artifactLocation")),
                Line = place?.Object("region")?.Line("startLine"),
                Details = DetailsOf(rule),
                Link = rule?.Text("helpUri"),
            });
        }

        private Node? RuleOf(Node result, out string? id)
        {
            Node? reference = result.Object("rule");
            id = result.Text("ruleId") ?? reference?.Text("id");
            int? index = result.Index("ruleIndex") ?? reference?.Index("index");
            if (id is not null && _rulesById.TryGetValue(id, out Node rule))
            {
                return rule;
            }

            // "CA2101/1" is a case of the rule CA2101.
            if (id is not null && id.LastIndexOf('/') is > 0 and int slash && _rulesById.TryGetValue(id.Substring(0, slash), out rule))
            {
                return rule;
            }

            if (index is { } at && at < _rules.Count && reference?.Object("toolComponent") is null)
            {
                id ??= _rules[at].Text("id");
                return _rules[at];
            }

            return null;
        }

        private static string? MessageOf(Node result, Node? rule)
        {
            if (result.Object("message") is not { } message)
            {
                return null;
            }

            if ((message.Text("text") ?? message.Text("markdown")) is { Length: > 0 } text)
            {
                return text;
            }

            string? template = message.Text("id") is { } id
                ? rule?.Object("messageStrings")?.Object(id)?.Text("text")
                : null;
            string[] arguments = [.. message.Texts("arguments") ?? []];
            return template is null ? null : Regex.Replace(
                template, @"\{(\d{1,3})\}",
                m => int.TryParse(m.Groups[1].Value, out int n) && n < arguments.Length ? arguments[n] : m.Value,
                RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }

        private static string? DetailsOf(Node? rule) =>
            rule?.Object("fullDescription")?.Text("text") ?? rule?.Object("shortDescription")?.Text("text") ?? rule?.Text("name");

        /// <summary>The address of a file: its uri, in the folder of its base.</summary>
        private string? PathOf(Node? location)
        {
            if (location is not { } own)
            {
                return null;
            }

            if (own.Text("uri") is null && own.Index("index") is { } index && index < _artifacts.Count
                && _artifacts[index].Object("location") is { } listed)
            {
                own = listed;
            }

            if (own.Text("uri") is not { Length: > 0 } path)
            {
                return null;
            }

            string? name = own.Text("uriBaseId");
            // A base can be in another base. Some files go in circles.
            for (int level = 0; level < 10 && name is not null && !HasRoot(path) && _bases.TryGetValue(name, out Node at); level++)
            {
                if (at.Text("uri") is { Length: > 0 } folder)
                {
                    path = folder.TrimEnd('/') + "/" + path;
                }

                name = at.Text("uriBaseId");
            }

            // In a URI some characters of names are encoded; in the path of a file URI they are decoded when it is resolved.
            return path.IndexOf("://", StringComparison.Ordinal) >= 0 || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
                ? path : Uri.UnescapeDataString(path);
        }

        private static bool HasRoot(string path) =>
            path.StartsWith("/", StringComparison.Ordinal) || path.IndexOf(':') > 0;
    }

    /// <summary>An object in the file, and where it is, for messages.</summary>
    private readonly record struct Node(JsonElement Element, string Where)
    {
        public IEnumerable<string> Names => Element.EnumerateObject().Select(p => p.Name);

        public string? Text(string name) => Find(name, JsonValueKind.String, "a text") is { } value ? value.GetString() : null;

        /// <summary>A text, or a number that some tools write instead.</summary>
        public string? Scalar(string name) =>
            Element.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
                ? value.ToString() : null;

        public bool? Flag(string name) => !Element.TryGetProperty(name, out JsonElement value) ? null : value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null => null,
            _ => throw Wrong(name, "true or false", value),
        };

        /// <summary>An index into a list; null when there is none, or -1, which stands for none.</summary>
        public int? Index(string name) => Find(name, JsonValueKind.Number, "a number") is { } value
            ? value.TryGetInt32(out int index) ? index >= 0 ? index : null : throw Wrong(name, "a whole number", value)
            : null;

        /// <summary>A line, from 1.</summary>
        public int? Line(string name) => Index(name) is > 0 and int line ? line : null;

        public Node? Object(string name) =>
            Find(name, JsonValueKind.Object, "an object") is { } value ? new Node(value, Path(name)) : null;

        public List<Node>? List(string name)
        {
            if (Find(name, JsonValueKind.Array, "a list") is not { } list)
            {
                return null;
            }

            var nodes = new List<Node>();
            foreach (JsonElement item in list.EnumerateArray())
            {
                string where = FormattableString.Invariant($"{Path(name)}[{nodes.Count}]");
                nodes.Add(item.ValueKind == JsonValueKind.Object ? new Node(item, where) : throw WrongAt(where, "an object", item));
            }

            return nodes;
        }

        /// <summary>A list that must be there. One that is null says that the tool could not tell what it found.</summary>
        public List<Node> NeedList(string name) => List(name) ?? throw Wrong(name, "a list", Element.GetProperty(name));

        public List<string>? Texts(string name)
        {
            if (Find(name, JsonValueKind.Array, "a list") is not { } list)
            {
                return null;
            }

            string where = Path(name);
            return [.. list.EnumerateArray()
                .Select(v => v.ValueKind == JsonValueKind.String ? v.GetString()! : throw WrongAt(where, "a list of texts", v))];
        }

        private JsonElement? Find(string name, JsonValueKind kind, string wanted) =>
            !Element.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == kind ? value
            : throw Wrong(name, wanted, value);

        private string Path(string name) => Where.Length == 0 ? name : $"{Where}.{name}";

        private FindingFileException Wrong(string name, string wanted, JsonElement found) => WrongAt(Path(name), wanted, found);

        private static FindingFileException WrongAt(string where, string wanted, JsonElement found)
        {
            string kind = found.ValueKind switch
            {
                JsonValueKind.Object => "an object",
                JsonValueKind.Array => "a list",
                JsonValueKind.String => "a text",
                JsonValueKind.Number => $"the number {Short(found.GetRawText())}",
                JsonValueKind.Null => "null",
                _ => "true or false",
            };
            return new FindingFileException($"{where} must be {wanted}, and is {kind}");
        }
    }
}
