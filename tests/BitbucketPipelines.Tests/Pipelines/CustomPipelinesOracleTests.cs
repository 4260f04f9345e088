using System.Text;
using BitbucketPipelines.Api.Runs;
using YamlDotNet.RepresentationModel;

namespace BitbucketPipelines.Tests;

/// <summary>The names of custom pipelines are the same as those that a YAML parser finds.</summary>
public class CustomPipelinesOracleTests
{
    private static readonly string[] s_names =
        ["deploy", "deploy-to-prod", "nightly.full", "a b", "http://x", "-dash", "'it''s'", "\"say \\\"hi\\\"\"", "'nightly: full'",
            "\"a # b\"", "ünï", "42", "custom", "pipelines"];

    private static readonly string[] s_bodies =
    [
        "\n{2}- step:\n{4}script:\n{5}- echo 'custom: x'",
        " # a remark: here\n{3}- step:\n{5}script:\n{6}- |\n{7}pipelines:\n{7}  custom:\n{7}    trap: 1\n{6}- >-\n{7}custom:\n\n{7}x: y",
        " &anchor{n}\n{3}- variables:\n{5}- name: custom\n\n{3}- step: { name: x, script: [ \"a: b\" ] }",
        " [ { step: { script: [ 'custom: no' ] } } ]",
        "\n{3}- step:\n{5}name: \"tab\there: x\"\n# to the left: of all\n{5}custom:\n{6}trap: 2",
    ];

    [Fact]
    public void What_people_write_has_the_names_that_a_yaml_reader_finds()
    {
        int found = 0;
        for (int seed = 0; seed < 2_000; seed++)
        {
            string yaml = Write(new Random(seed));
            string[] expected = Expected(yaml);
            found += expected.Length;
            Assert.True(
                expected.SequenceEqual(CustomPipelines.Names(yaml)),
                $"seed {seed}: {string.Join(", ", CustomPipelines.Names(yaml))}\n{yaml}");
        }

        Assert.True(found > 3_000, $"{found} names");
    }

    [Theory]
    [InlineData("---\npipelines:\n  custom:\n    a: 1")]
    [InlineData("definitions:\n  pipelines:\n    custom:\n      trap: 1\npipelines:\n  custom:\n    a: 1")]
    [InlineData("pipelines:\n  branches:\n    x:\n      custom:\n        trap: 1\n  custom:\n    a: 1")]
    [InlineData("x: |\n  pipelines:\n    custom:\n      trap: 1\npipelines:\n  custom:\n    a: 1")]
    [InlineData("pipelines:\n  custom:\n    \"a\" : 1\n    b : 1")]
    [InlineData("pipelines:\n  custom:\n    &x a: 1\n    b: &y\n      - step: 1")]
    [InlineData("pipelines: &p\n  custom: &c # by hand\n    a: 1")]
    [InlineData("pipelines:\n  default: 1")]
    [InlineData("  pipelines:\n    custom:\n      a: 1")]
    public void Unusual_names_are_found_as_well(string yaml) => Assert.Equal(Expected(yaml), CustomPipelines.Names(yaml));

    [Theory]
    [InlineData("pipelines: { custom: { a: 1 } }")]
    [InlineData("pipelines:\n  custom: { a: 1 }")]
    [InlineData("x: &x\n  a: 1\npipelines:\n  custom: *x")]
    [InlineData("x: &x\n  a: 1\npipelines:\n  custom:\n    <<: *x")]
    public void Names_in_one_line_or_from_an_anchor_are_found_too(string yaml) => Assert.Equal(["a"], CustomPipelines.Names(yaml));

    private static string[] Expected(string yaml)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(yaml);
        stream.Load(reader);
        return [.. Under(Under(stream.Documents[0].RootNode, "pipelines"), "custom") is YamlMappingNode custom
            ? custom.Children.Keys.Select(k => ((YamlScalarNode)k).Value!).Where(k => k != "<<") : []];
    }

    private static YamlNode? Under(YamlNode? node, string key) =>
        node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? child) ? child : null;

    private static string Write(Random random)
    {
        int width = random.Next(1, 5);
        string custom = "{1}" + Quoted("custom", random) + ":" + (random.Next(3) == 0 ? " # by hand" : "");
        int number = 0;
        foreach (string name in s_names.OrderBy(_ => random.Next()).Take(random.Next(1, 5)).ToArray())
        {
            custom += "\n{2}" + name + ":" + s_bodies[random.Next(s_bodies.Length)]
                .Replace("{n}", $"{random.Next()}{number++}", StringComparison.Ordinal);
        }

        string[] children =
        [
            custom, "{1}default:\n{2}- step:\n{4}script:\n{5}- 'x'",
                "{1}branches:\n{2}custom:\n{3}- step: 1\n{2}'**':\n{3}- step:\n{5}custom:\n{6}trap: 1",
            "{1}# custom:\n{1}tags: {}",
        ];
        string[] sections =
        [
            Quoted("pipelines", random) + ":\n" + string.Join("\n", children.OrderBy(_ => random.Next())),
            "image: node:22", "definitions:\n{1}pipelines:\n{2}custom:\n{3}trap: 3\n{1}text: |\n{2}pipelines:\n{2} custom:\n{2}  trap: 4",
            "options:\n{1}custom:\n{2}trap: 5\n",
            "# pipelines:\n#   custom:\n#     trap: 6",
        ];
        var text = new StringBuilder(string.Join("\n", sections.OrderBy(_ => random.Next())));
        for (int depth = 1; depth < 8; depth++)
        {
            text.Replace($"{{{depth}}}", new string(' ', depth * width));
        }

        return random.Next(2) == 0 ? text.ToString() : text.Replace("\n", "\r\n").ToString();
    }

    private static string Quoted(string key, Random random) => random.Next(4) switch { 0 => $"'{key}'", 1 => $"\"{key}\"", _ => key };
}
