namespace BitbucketPipelines.Api.Yaml;

/// <summary>What the text of a bitbucket-pipelines.yml says.</summary>
/// <param name="text">The text.</param>
internal sealed class PipelineFile(string text)
{
    private readonly YamlTree _tree = YamlTree.Read(text);

    /// <summary>The pipelines under <c>custom:</c>, in the order of the file; none if it cannot be read.</summary>
    public IReadOnlyList<CustomDefinition> CustomPipelines => _tree.Root?["pipelines"]?["custom"] is not { } custom ? []
        : [.. custom.Entries.Select(e => Read(e.Key, e.Value))];

    /// <summary>The first reason why the file cannot be read; null if it can.</summary>
    public YamlProblem? Unreadable => _tree.Root is null && _tree.Problems.Count > 0 ? _tree.Problems[0] : null;

    /// <summary>All problems, in the order of the file.</summary>
    /// <param name="schema">What the file is compared with.</param>
    public IReadOnlyList<YamlProblem> Check(Schema schema)
    {
        var found = new List<YamlProblem>(_tree.Problems);
        if (_tree.Root is { Kind: YamlKind.Mapping } root)
        {
            found.AddRange(new SchemaCheck().Find(root, schema));
            found.AddRange(PipelineRules.Find(root));
        }
        else if (found.Count == 0)
        {
            found.Add(_tree.Root is { IsNull: false } other
                ? YamlProblem.At(other, "type", $"The file must be a map with the key 'pipelines', not "
                    + (other.Kind == YamlKind.Sequence ? "a list." : "a text."))
                : new YamlProblem(1, 1, "empty", "The file is empty."));
        }

        // What aliases repeat is told once.
        return
        [
            .. found.GroupBy(p => (p.Line, p.Column, p.Rule, p.Message)).Select(g => g.First())
                .OrderBy(p => p.Line).ThenBy(p => p.Column).Take(YamlTree.MaxProblems),
        ];
    }

    private static CustomDefinition Read(YamlNode name, YamlNode value)
    {
        IEnumerable<YamlNode> declarations = value.Kind == YamlKind.Mapping
            ? value["variables"]?.Items ?? []
            : value.Items.SelectMany(item => item["variables"]?.Items ?? []);
        return new CustomDefinition(name.Text, name.Line, Text(value["import"]),
        [
            .. declarations.Where(d => d["name"] is { Kind: YamlKind.Scalar }).Select(d => new VariableDefinition(
                d["name"]!.Text, Text(d["default"]), Text(d["description"]),
                [.. (d["allowed-values"]?.Items ?? []).Where(v => v.Kind == YamlKind.Scalar).Select(v => v.Text)])),
        ]);
    }

    private static string? Text(YamlNode? node) => node is { Kind: YamlKind.Scalar, IsNull: false } ? node.Text : null;
}
