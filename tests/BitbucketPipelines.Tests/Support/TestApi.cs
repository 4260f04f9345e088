using System.Collections.Concurrent;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>A client with a virtual clock whose requests are answered by <see cref="StubHandler"/>.</summary>
internal sealed class TestApi : IDisposable
{
    public const string ApiRoot = "https://api.bitbucket.org/2.0/";
    public const string Token = "s3cret-t0ken";
    public static readonly RepositoryId Repo = new("team", "app");

    private readonly ConcurrentQueue<ApiEvent> _events = new();

    public TestApi(Func<BitbucketClientOptions, BitbucketClientOptions>? with = null)
    {
        // Without the context of xunit, continuations run at once: when a stub has answered or a token is cancelled, they are complete.
        SynchronizationContext.SetSynchronizationContext(null);
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

    /// <summary>The events that the observer received.</summary>
    public ApiEvent[] Events => [.. _events];

    /// <summary>All event texts as one string.</summary>
    public string Told => string.Join("\n", _events.Select(e => e.Text));

    public void Dispose() => Client.Dispose();
}
