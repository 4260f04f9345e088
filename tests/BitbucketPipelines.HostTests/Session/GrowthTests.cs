using System.Diagnostics.CodeAnalysis;

namespace BitbucketPipelines.HostTests;

/// <summary>Checks that many calls do not leak resources. Runs alone, because other tests in the process would be counted too.</summary>
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
        // The emulator runs in this process. Do not count the requests that it records.
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
        // A leak of one kilobyte for each call would be two million bytes.
        Assert.InRange(Held() - bytes, long.MinValue, 1_000_000);
    }

    /// <summary>The open files, sockets and pipes of this process, if the system reports them.</summary>
    private static int Handles() => Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;

    /// <summary>The managed memory in use, without the requests that the emulator records.</summary>
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
