using System.Diagnostics.CodeAnalysis;

namespace BitbucketPipelines.HostTests;

/// <summary>What many calls leave behind. Other tests of this process would be counted with it: it runs when they have ended.</summary>
[Collection(nameof(Alone))]
public sealed class GrowthTests : HostTest
{
    [Fact]
    public void Two_thousand_calls_leave_nothing_behind()
    {
        const string Work = """
            1..$rounds | ForEach-Object {
                $null = Get-BbVariable
                $null = Get-BbPipelineConfig
                Set-BbVariable GROWTH "$($_ % 2)"
                try { Get-BbPipeline 999 -ErrorAction Stop } catch { $null = $_ }
                $Error.Clear()
            }
            """;
        // The emulator lives in this process: what it remembers of requests is not the module's.
        Shell.With("rounds", 100).Get(Work);
        (int connections, int handles, long bytes) = (Connections(), Handles(), Held());
        for (int i = 0; i < 5; i++)
        {
            Shell.With("rounds", 100).Get(Work);
            Assert.InRange(State.Requests.Count(r => r.Status < 300), 300, int.MaxValue);
            Assert.Equal(100, State.Requests.Count(r => r.Status == 404 && r.PathAndQuery.Contains("999", StringComparison.Ordinal)));
            State.ClearRequests();
        }

        Assert.InRange(Connections(), 1, connections + 1);
        Assert.InRange(Handles() - handles, -1_000, 10);
        // A kilobyte that each call left behind would be two million.
        Assert.InRange(Held() - bytes, long.MinValue, 1_000_000);
    }

    /// <summary>Files, sockets and pipes that this process holds open, where the system tells.</summary>
    private static int Handles() => Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;

    /// <summary>The managed bytes in use, without what the emulator remembers of requests.</summary>
    private long Held()
    {
        Idle();
        State.ClearRequests();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    [SuppressMessage("Design", "CA1034", Justification = "xunit finds public classes only.")]
    public sealed class Alone;
}
