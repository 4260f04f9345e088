using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace BitbucketPipelines.Tests;

/// <summary>Makes the answer to a request.</summary>
internal delegate Task<HttpResponseMessage> Respond(StubRequest request, CancellationToken cancellationToken);

/// <summary>
/// A server in place of the network. It answers what was registered, keeps what was asked, and fails at once on anything else.
/// Of several stubs that fit, the first that is not used up answers.
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

    /// <summary>How many requests have no answer yet.</summary>
    public int Open { get; private set; }

    /// <summary>The most requests that were ever open together.</summary>
    public int MostOpen { get; private set; }

    /// <summary>Registers answers, each good for one request, given in this order.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">A regular expression for the whole path as <see cref="StubRequest.Path"/> gives it.</param>
    /// <param name="answers">The answers.</param>
    public StubHandler On(string method, string path, params Respond[] answers)
    {
        lock (_gate)
        {
            _stubs.AddRange(answers.Select(a => new Stub(method, path, a) { Left = 1 }));
        }

        return this;
    }

    /// <summary>Registers an answer for one request or more.</summary>
    public StubHandler Always(string method, string path, Respond answer)
    {
        lock (_gate)
        {
            _stubs.Add(new Stub(method, path, answer) { Left = int.MaxValue });
        }

        return this;
    }

    /// <summary>The requests of one method whose path fits.</summary>
    public StubRequest[] To(string method, string path) =>
        [.. Requests.Where(r => r.Method == method && Regex.IsMatch(r.Path, $"^(?:{path})$"))];

    /// <summary>Fails when a stub was never called, or a request met none.</summary>
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
