using System.Text;
using BenchmarkDotNet.Attributes;
using BitbucketPipelines.Api.Runs;

namespace HotPaths;

/// <summary>A log of 16 MiB, in the pieces in which it arrives.</summary>
[MemoryDiagnoser]
public class LineSplitting
{
    private const int Size = 16 * 1024 * 1024;

    private byte[] _log = [];

    /// <summary>The size of a piece in KiB.</summary>
    [Params(16, 64, 512)]
    public int Piece { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        var text = new StringBuilder();
        while (text.Length < Size)
        {
            text.Append("2026-01-01T00:00:00Z ").Append('x', random.Next(20, 120)).Append('\n');
        }

        _log = Encoding.UTF8.GetBytes(text.ToString());
    }

    [Benchmark]
    public int Split()
    {
        int lines = 0;
        var splitter = new LineSplitter();
        for (int at = 0; at < _log.Length; at += Piece * 1024)
        {
            splitter.Add(_log, at, Math.Min(Piece * 1024, _log.Length - at), _ => lines++);
        }

        return lines;
    }
}
