using BenchmarkDotNet.Attributes;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace HotPaths;

/// <summary>The plan for a scope of 400 variables, of which one in four differs and as many are surplus.</summary>
[MemoryDiagnoser]
public class VariablePlanning
{
    private VariableEntry[] _wanted = [];
    private Variable[] _existing = [];

    [GlobalSetup]
    public void Setup()
    {
        _wanted = [.. Enumerable.Range(0, 400).Select(i => VariableEntry.Of(New(i, i % 4 == 0 ? "new" : "old")))];
        _existing = [.. Enumerable.Range(100, 400).Select(i => New(i, "old"))];
    }

    [Benchmark]
    public object Plan() => VariablePlan.Make(_wanted, _existing, prune: true);

    private static Variable New(int number, string value) =>
        new() { Uuid = $"{{{new Guid(number, 0, 0, new byte[8])}}}", Name = $"V_{number}", Value = value };
}
