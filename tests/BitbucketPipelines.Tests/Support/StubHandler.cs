using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace BitbucketPipelines.Tests;

/// <summary>Creates the response to a request.</summary>
internal delegate Task<HttpResponseMessage> Respond(StubRequest request, CancellationToken cancellationToken);

/// <summary>
/// Replaces the network in the process of the test. It returns registered responses, records the requests, and fails on any other.
/// If several stubs match, the first one that is not used up responds.
/// </summary>
internal sealed class StubHandler : HttpMessageHandler
{
    private readonly object _gate = new();
    private readonly List<Stub> _stubs = [];
    private readonly List<StubRequest> _requests = [];
    private readonly List<string> _unmatched = [];

    /// <summary>All requests so far, in order.</summary>
    public StubRequest[] Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>The only request.</summary>
    public StubRequest Request => Assert.Single(Requests);

    /// <summary>The number of requests without a response so far.</summary>
    public int Open { get; private set; }

    /// <summary>The maximum number of requests that were open at the same time.</summary>
    public int MostOpen { get; private set; }

    /// <summary>Registers responses. Each is used for one request, in this order.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">A regular expression for the whole <see cref="StubRequest.Path"/>.</param>
    /// <param name="answers">The answers.</param>
    public StubHandler On(string method, string path, params Respond[] answers)
    {
        lock (_gate)
        {
            _stubs.AddRange(answers.Select(a => new Stub(method, path, a) { Left = 1 }));
        }

        return this;
    }

    /// <summary>Registers a response for any number of requests.</summary>
    public StubHandler Always(string method, string path, Respond answer)
    {
        lock (_gate)
        {
            _stubs.Add(new Stub(method, path, answer) { Left = int.MaxValue });
        }

        return this;
    }

    /// <summary>The requests with this method whose path matches.</summary>
    public StubRequest[] To(string method, string path) =>
        [.. Requests.Where(r => r.Method == method && Regex.IsMatch(r.Path, $"^(?:{path})$"))];

    /// <summary>Fails if a stub was never used, or if no stub matched a request.</summary>
    public void Verify()
    {
        lock (_gate)
        {
            Assert.Empty(_unmatched);
            Assert.Empty(_stubs.Where(s => s.Calls == 0).Select(s => s.ToString()));
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        StubRequest asked = await StubRequest.ReadAsync(request).ConfigureAwait(false);
        Stub stub = Find(asked);
        try
        {
            HttpResponseMessage response = await stub.Answer(asked, cancellationToken).ConfigureAwait(false);
            response.RequestMessage = request;
            return response;
        }
        finally
        {
            lock (_gate)
            {
                Open--;
            }
        }
    }

    private Stub Find(StubRequest asked)
    {
        lock (_gate)
        {
            _requests.Add(asked);
            Stub? stub = _stubs.Find(s => s.Left > 0 && s.Fits(asked));
            if (stub is null)
            {
                _unmatched.Add(asked.ToString());
                throw new XunitException($"No stub is left for {asked}. Registered: {string.Join("; ", _stubs)}");
            }

            stub.Left--;
            stub.Calls++;
            Open++;
            MostOpen = Math.Max(MostOpen, Open);
            return stub;
        }
    }

    private sealed class Stub(string method, string path, Respond answer)
    {
        private readonly Regex _path = new($"^(?:{path})$");

        public Respond Answer { get; } = answer;

        public int Left { get; set; }

        public int Calls { get; set; }

        public bool Fits(StubRequest request) => request.Method == method && _path.IsMatch(request.Path);

        public override string ToString() => $"{method} {path}";
    }
}
