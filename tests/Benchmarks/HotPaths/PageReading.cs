using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using BitbucketPipelines.Api.Json;

namespace HotPaths;

/// <summary>A page of 100 runs.</summary>
[MemoryDiagnoser]
public class PageReading
{
    private const string Run = """
        {"type":"pipeline","uuid":"{@}","build_number":1,"run_number":1,"created_on":"2026-01-01T00:00:00.123Z","completed_on":"2026-01-01T00:01:00Z",
        "build_seconds_used":50,"duration_in_seconds":60,"first_successful":true,"expired":false,"has_variables":false,
        "creator":{"type":"user","uuid":"{d1e2f3a4-0001-4a5b-8c6d-7e8f90a1b2c3}","account_id":"557058:1","nickname":"dev","display_name":"Dev"},
        "repository":{"type":"repository","uuid":"{00000000-0000-0000-0000-000000000002}","name":"widgets","full_name":"acme/widgets"},
        "target":{"type":"pipeline_ref_target","ref_type":"branch","ref_name":"trunk","selector":{"type":"default"},"commit":{"type":"commit","hash":"0123456789abcdef"}},
        "trigger":{"type":"pipeline_trigger_push","name":"PUSH"},
        "state":{"type":"pipeline_state_completed","name":"COMPLETED","result":{"type":"pipeline_state_completed_successful","name":"SUCCESSFUL"}},
        "links":{"self":{"href":"https://api.bitbucket.org/2.0/repositories/acme/widgets/pipelines/1"}}}
        """;

    private byte[] _page = [];

    [GlobalSetup]
    public void Setup()
    {
        IEnumerable<string> runs = Enumerable.Range(0, 100)
            .Select(i => Run.Replace("@", new Guid(i, 0, 0, new byte[8]).ToString(), StringComparison.Ordinal));
        _page = Encoding.UTF8.GetBytes($$"""{"size":100,"page":1,"pagelen":100,"values":[{{string.Join(",", runs)}}]}""");
    }

    [Benchmark]
    public object? Read() => JsonSerializer.Deserialize(_page, WireContext.Default.PagePipeline);
}
