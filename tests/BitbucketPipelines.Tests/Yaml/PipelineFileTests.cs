using System.Diagnostics;
using System.Runtime.Loader;
using System.Text;
using BitbucketPipelines.Api.Yaml;

namespace BitbucketPipelines.Tests;

public class PipelineFileTests
{
    private const string Steps = "pipelines:\n  default:\n    - step:\n        script: [a]\n";

    [Theory]
    [InlineData(Steps)]
    // Anchors in places of a person's own, merges, and a step from an alias.
    [InlineData("""
        x-shared: &script [make]
        definitions:
          steps:
            - step: &build { name: Build, script: *script, caches: [node, own] }
          caches: { own: ~/.own }
        pipelines:
          default:
            - step: *build
            - step:
                <<: *build
                name: Again
        """)]
    // Numbers and words where a text is wanted, and what is rarely used.
    [InlineData("""
        image: { name: registry.example.com/build:1, username: $USER, password: $PASSWORD, run-as-user: 1000 }
        options: { max-time: 60, docker: true, size: 2x }
        clone: { depth: full, lfs: true }
        pipelines:
          branches:
            '{main,release/*}':
              - parallel:
                  fail-fast: true
                  steps:
                    - step: { name: 1, script: [true, "echo a: b"] }
                    - step: { script: [b], services: [docker, db], size: 4x, runs-on: [self.hosted, linux] }
              - stage:
                  name: Deploy
                  deployment: staging
                  condition: { changesets: { includePaths: ["src/**"] } }
                  steps:
                    - step: { script: [{ pipe: atlassian/ssh-run:0.4.1, variables: { MODE: command, PORT: 22 } }], oidc: true }
          custom:
            nightly:
              - variables:
                  - { name: LEVEL, default: 1, allowed-values: [1, 2], description: How much }
                  - name: NOTE
              - step: { script: [c], after-script: [d], artifacts: { paths: [out/**], download: false }, max-time: 720 }
          pull-requests:
            '**': [{ step: { script: [e], trigger: automatic, clone: { enabled: false } } }]
          tags:
            'v*': [{ step: { script: [f], artifacts: [dist/**] } }]
        definitions:
          services: { db: { image: 'postgres:17', memory: 512, variables: { POSTGRES_PASSWORD: 1 } } }
        """)]
    // A pipeline that runs another one, with files that go in and come out, and artifacts in all forms.
    [InlineData("""
        pipelines:
          default:
            - step: { script: [a], artifacts: [dist/**, { name: Reports, type: scoped, paths: [out/**], capture-on: always }] }
            - step: { script: [b], artifacts: { upload: [{ name: app, paths: [target/*.jar], depth: 2 }] } }
            - step: { script: [c], artifacts: { download: [app] } }
            - parallel:
                - step: { type: pipeline, custom: scan, input-variables: { LEVEL: 1 }, artifacts: { input: [app], output: [report] } }
                - step: { type: pipeline, custom: $CHILD }
          custom:
            scan: [{ step: { script: [d], output-variables: [DONE] } }]
        """)]
    [InlineData("export: true\ndefinitions:\n  pipelines:\n    shared:\n      - step:\n          script: [a]\n")]
    public void A_good_file_has_no_problems(string yaml)
    {
        Assert.Empty(Check(yaml));
        Assert.Empty(Check(yaml.Replace("\n", "\r\n", StringComparison.Ordinal)));
        Assert.Empty(Check("\ufeff" + yaml));
    }

    [Theory]
    [InlineData("", "1,1 Error empty")]
    [InlineData("# nothing\n", "1,1 Error empty")]
    [InlineData("just a text", "1,1 Error type")]
    [InlineData("image: a\n", "1,1 Error missing-key")]
    [InlineData("pipelines:\n", "1,11 Error empty", "1,1 Warning empty")]
    [InlineData("pipelines:\n\tdefault: 1\n", "2,1 Error syntax")]
    [InlineData("pipelines:\n  default: [\n", "3,1 Error syntax")]
    [InlineData("pipelines:\n  default:\n    - step:\n        script: [a\n        name: x", "4,17 Error syntax")]
    [InlineData(Steps + "image: a\nimage: b\n", "6,1 Error duplicate-key")]
    [InlineData(Steps + "pipline: 1\n", "5,1 Warning unknown-key")]
    [InlineData("pipelines:\n  default:\n    - stp:\n        script: [a]\n", "3,7 Error missing-key", "3,7 Error unknown-key")]
    [InlineData("pipelines:\n  default:\n    - step:\n      script: [a]\n",
        "3,7 Error empty", "4,7 Error unknown-key")]
    [InlineData("pipelines:\n  default:\n    - step:\n        script: make\n", "4,17 Error type")]
    [InlineData("pipelines:\n  default:\n    - step:\n        script:\n          - echo a: b\n", "5,13 Error type")]
    [InlineData("pipelines:\n  default:\n    - step:\n        name: x\n", "4,9 Error missing-key")]
    [InlineData("pipelines:\n  default:\n    step:\n      script: [a]\n", "3,5 Error type")]
    [InlineData(Steps + "        max-time: soon\n", "5,19 Error type")]
    [InlineData(Steps + "        max-time: \"30\"\n", "5,19 Warning type")]
    [InlineData(Steps + "        max-time: 721\n", "5,19 Error limit")]
    [InlineData(Steps + "        size: 3x\n", "5,15 Error value")]
    [InlineData(Steps + "        caches: [nod]\n", "5,18 Error undefined-cache")]
    [InlineData(Steps + "    - step: { type: pipeline }\n", "5,13 Error missing-key")]
    [InlineData(Steps + "    - step: { type: pipeline, custom: scam }\n  custom:\n    scan: [{ step: { script: [a] } }]\n",
        "5,39 Error undefined-pipeline")]
    [InlineData(Steps + "    - step: { custom: scan, input-variables: { MY-LEVEL: 1 } }\n  custom: { scan: [{ step: { script: [a] } }] }\n",
        "5,48 Error variable-name")]
    [InlineData(Steps + "        artifacts: [{ name: a }]\n", "5,21 Error missing-key")]
    [InlineData(Steps + "        services: [db]\n", "5,20 Error undefined-service")]
    [InlineData(Steps + "        trigger: manual\n", "5,18 Error manual-start")]
    [InlineData(Steps + "        deployment: prod\n    - step: { script: [b], deployment: Prod }\n", "6,40 Error deployment-twice")]
    [InlineData(Steps + "        runs-on: [a,b,c,d,e,f,g,h,i,j,k]\n", "5,18 Error limit")]
    [InlineData(Steps + "        clone: *nothing\n", "5,16 Error alias")]
    [InlineData("a: &a [*a]\n" + Steps, "1,8 Error alias")]
    [InlineData("x-a: &a 1\n" + Steps + "        <<: *a\n", "1,6 Error merge")]
    [InlineData(Steps + "---\na: 1\n", "5,1 Error syntax")]
    [InlineData("pipelines:\n  custom:\n    a:\n      - variables:\n          - name: 1A\n      - step: { script: [a] }\n",
        "5,19 Error variable-name")]
    [InlineData("pipelines:\n  custom:\n    a:\n      - variables:\n          - { name: A, default: c, allowed-values: [a, b] }\n"
            + "      - step: { script: [a] }\n",
        "5,33 Error allowed-values")]
    [InlineData("pipelines:\n  custom:\n    a:\n      import: shared@other\n", "4,15 Error import")]
    [InlineData("pipelines:\n  custom:\n    a:\n      import: shared:main:a\n", "4,15 Information import")]
    [InlineData("definitions:\n  imports:\n    other: repo:main\npipelines:\n  custom:\n    a:\n      import: shared@other\n",
        "7,15 Information import")]
    public void A_problem_has_a_place_a_severity_and_a_rule(string yaml, params string[] expected) =>
        Assert.Equal(expected.Order(), Check(yaml).Select(p => $"{p.Line},{p.Column} {p.Severity} {p.Rule}").Order());

    [Fact]
    public void The_words_that_are_known_come_with_a_word_that_is_not()
    {
        YamlProblem found = Assert.Single(Check(Steps + "        scrip: [b]\n"));
        Assert.Equal("scrip", found.Unknown);
        Assert.Contains("script", found.Known);
        Assert.Equal("The key 'scrip' is not known in 'pipelines.default[0].step'.", found.Message);
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(101, 1)]
    public void A_pipeline_has_at_most_a_hundred_steps_parallel_ones_included(int steps, int problems)
    {
        string yaml = Steps + "    - parallel:\n" + string.Concat(Enumerable.Repeat("        - step: { script: [a] }\n", steps - 1));
        Assert.Equal(problems, Check(yaml).Count(p => p is { Severity: YamlProblem.Error, Rule: "step-limit" }));
    }

    [Fact]
    public void What_repeats_itself_without_end_is_read_in_a_moment()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++)
        {
            yaml.Append(null, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n");
        }

        yaml.Append("pipelines: { default: [{ step: { script: *a59 } }] }\n");
        var merges = new StringBuilder("m0: &m0 { " + string.Join(", ", Enumerable.Range(0, 500).Select(k => $"k{k}: 1")) + " }\n");
        for (int i = 1; i < 2_000; i++)
        {
            merges.Append(null, $"m{i}: &m{i} {{ <<: *m{i - 1}, n{i}: 1 }}\n");
        }

        var watch = Stopwatch.StartNew();
        Assert.NotEmpty(Check(yaml.ToString()));
        Assert.Equal("limit", Assert.Single(Check(merges.ToString())).Rule);
        Assert.Equal("limit", Assert.Single(Check(new string('[', 500_000))).Rule);
        Assert.Equal("limit", Assert.Single(Check(new string('a', 10_000_000))).Rule);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{watch.Elapsed}");
    }

    [Fact]
    public void The_library_is_in_a_context_of_its_own_beside_another_copy()
    {
        // The tests use the library too, in the default context.
        Type own = typeof(YamlDotNet.Core.Parser);
        Assert.Empty(Check(Steps));
        AssemblyLoadContext context = AssemblyLoadContext.All.Single(c => c.Name == "BitbucketPipelines.Yaml");
        Assert.Contains(context.Assemblies, a => a.GetName().Name == "YamlDotNet");
        Assert.DoesNotContain(own.Assembly, context.Assemblies);
        Assert.Equal(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(own.Assembly));
    }

    [Fact]
    public void A_schema_that_refers_to_itself_or_to_nothing_ends()
    {
        const string Json = """
            { "$ref": "#/a", "a": { "allOf": [ { "$ref": "#/a" }, { "$ref": "#/no" }, { "pattern": "(" } ], "not": { "$ref": "#/a" } } }
            """;
        Assert.NotNull(new PipelineFile(Steps).Check(SchemaReader.Read(Json)));
    }

    private static IReadOnlyList<YamlProblem> Check(string yaml) => new PipelineFile(yaml).Check(SchemaReader.Facts);
}
