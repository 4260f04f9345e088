using System.Text;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests.Contract;

/// <summary>One operation under one fault: a server that fails as told, and keeps count of what it was asked and of what it did.</summary>
internal sealed class MatrixCell : IDisposable
{
    private readonly MatrixFault _fault;
    private readonly MatrixOperation _operation;
    private readonly Lazy<TempFolder> _folder = new();
    private int _struck;

    public MatrixCell(MatrixOperation operation, MatrixFault fault)
    {
        _operation = operation;
        _fault = fault;
        Api = new TestApi(o => o with
        {
            // As with -RetryTimeoutSec 60. Without it a request waits until the rate limit permits it.
            Retry = new RetryPolicy { LongestLimitWait = TimeSpan.FromSeconds(60) },
            Credential = fault.OAuth ? ApiCredential.OAuthClient("key", () => TestApi.Token) : o.Credential,
        });
        if (fault.OAuth)
        {
            int tokens = 0;
            Api.Stub.Always("POST", "https://bitbucket.org/site/oauth2/access_token",
                Answer.By(_ => Answer.Json($$"""{"access_token":"T{{++tokens}}","expires_in":7200}""")));
        }
    }

    public TestApi Api { get; }

    public TempFolder Folder => _folder.Value;

    /// <summary>What the operation is answered with when nothing is wrong.</summary>
    public byte[] Body => _operation.Body;

    /// <summary>The media type of it.</summary>
    public string MediaType => _operation.IsFile ? "application/octet-stream" : "application/json";

    /// <summary>How often the request that the fault strikes was sent.</summary>
    public int Sent { get; private set; }

    /// <summary>How often the server carried out a change.</summary>
    public int Done { get; private set; }

    /// <summary>Whether the operation is a log or a file.</summary>
    public bool IsFile => _operation.IsFile;

    public void Dispose()
    {
        Api.Dispose();
        if (_folder.IsValueCreated)
        {
            Folder.Dispose();
        }
    }

    /// <summary>Answers a request that the fault may strike, and does its work where it is a change.</summary>
    public Respond Strike(StubRequest request, Respond good)
    {
        Sent++;
        bool writes = request.Method != "GET";
        // What is deleted is gone.
        good = request.Method == "DELETE" && Done > 0 ? Answer.Error(404, "Not found") : good;
        if (_fault.Strikes(request, ref _struck))
        {
            Done += writes && _fault.Done && (request.Method != "DELETE" || Done == 0) ? 1 : 0;
            return _fault.Make(this);
        }

        Done += writes && (request.Method != "DELETE" || Done == 0) ? 1 : 0;
        return good;
    }

    /// <summary>Runs the operation and tells what came of it, in the words of the table.</summary>
    public string Run()
    {
        string outcome;
        // Run and log are looked at side by side, and what awaits both goes on in the thread pool.
        Api.Clock.LetsOthersWork = _operation.Column == "follow";
        try
        {
            outcome = Api.Clock.Simulate(() => _operation.Run(this));
        }
        catch (BitbucketApiException e)
        {
            outcome = Word(e);
            Failures.HidesSecret(e, TestApi.Token);
            Failures.HidesSecret(e, MatrixFault.Page);
            Failures.HidesSecret(e, MatrixOperation.Signature);
        }

        Assert.Equal((0, 0), (Api.Stub.Open, Api.Clock.OpenTimers));
        Assert.DoesNotContain(MatrixOperation.Signature, Api.Told);
        Assert.All(
            Api.Stub.Requests.Where(
                r => !r.Uri.AbsoluteUri.StartsWith(TestApi.ApiRoot, StringComparison.Ordinal) && r.Uri.Host != "bitbucket.org"),
            r => Assert.Null(r.Authorization));
        return outcome;
    }

    public static string Word(BitbucketApiException e) => e.Kind switch
    {
        ApiErrorKind.Status => e.StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ApiErrorKind.InvalidResponse => "Invalid",
        ApiErrorKind.AnswerLost => "Lost",
        _ => e.Kind.ToString(),
    };

    /// <summary>What was written to a file, in the words of the table; parts that stay beside it count for nothing.</summary>
    public string Saved(string name)
    {
        string path = System.IO.Path.Combine(Folder.Path, name);
        return !File.Exists(path) ? "nothing" : File.ReadAllBytes(path).AsSpan().SequenceEqual(Body) ? "ok" : "other";
    }

    public string Read(StringBuilder text) =>
        text.Length == 0 ? "nothing" : text.ToString() == Encoding.UTF8.GetString(Body) ? "ok" : "other";
}
