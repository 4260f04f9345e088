using System.Collections.Concurrent;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>A client on a virtual clock that talks to stubs.</summary>
internal sealed class TestApi : IDisposable
{
    public const string ApiRoot = "https://api.bitbucket.org/2.0/";
    public const string Token = "s3cret-t0ken";
    public static readonly RepositoryId Repo = new("team", "app");

    private readonly ConcurrentQueue<ApiEvent> _events = new();

    public TestApi(Func<BitbucketClientOptions, BitbucketClientOptions>? with = null)
    {
        var options = new BitbucketClientOptions
        {
            Credential = ApiCredential.Bearer(() => Token),
            Clock = Clock,
            Observer = _events.Enqueue,
            WrapHandler = inner =>
            {
                inner.Dispose();
                return Stub;
            },
        };
        Client = new BitbucketClient(with is null ? options : with(options));
    }

    public VirtualClock Clock { get; } = new();

    public StubHandler Stub { get; } = new();

    public BitbucketClient Client { get; }

    /// <summary>What the observer was told.</summary>
    public ApiEvent[] Events => [.. _events];

    /// <summary>All that the observer was told, as one text.</summary>
    public string Told => string.Join("\n", _events.Select(e => e.Text));

    public void Dispose() => Client.Dispose();
}
