using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Net.NetworkInformation;

namespace BitbucketPipelines.HostTests;

/// <summary>
/// An emulator and a connected shell with the same virtual clock. By default, each pause ends at once and moves the
/// clock; with <c>Clock.Auto = false</c> time stands still until <c>Clock.Advance</c>.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "xunit disposes of it by DisposeAsync.")]
public abstract class HostTest : IAsyncLifetime
{
    private protected const string Widgets = "repository/acme/widgets";
    private protected const string Gadgets = "repository/acme/gadgets";

    private Shell? _shell;
    private TempFolder? _folder;

    private protected VirtualClock Clock { get; } = new();

    private protected EmulatorHost Emulator { get; private set; } = null!;

    private protected EmulatorState State => Emulator.State;

    private protected Shell Shell => _shell ??= Connected("-Credential $credential").With("folder", Folder.Path);

    /// <summary>A temporary folder of the test; $folder in the shell.</summary>
    private protected TempFolder Folder => _folder ??= new TempFolder();

    /// <summary>The requests of a wait, without those for steps and for the last successful run (used to estimate the time).</summary>
    private protected IReadOnlyList<RecordedRequest> Looks => [.. Sent("GET", "/pipelines/")
        .Where(r => !r.PathAndQuery.Contains("steps", StringComparison.Ordinal)
        && !r.PathAndQuery.Contains("status=PASSED", StringComparison.Ordinal))];

    public async Task InitializeAsync() => Emulator = await EmulatorHost.StartAsync(new EmulatorOptions { Clock = Clock });

    public async Task DisposeAsync()
    {
        _shell?.Dispose();
        _folder?.Dispose();
        await Emulator.DisposeAsync();
    }

    internal static void Until(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            // The minute is not a performance limit. It only prevents a failed test from hanging.
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"It did not come about that {what}.");
            Thread.Sleep(2);
        }
    }

    /// <summary>Another shell, connected to acme/widgets with the parameters of Connect-BbWorkspace.</summary>
    private protected Shell Connected(string credentials, string token = "api-token-123", string user = "dev@example.com")
    {
        var shell = new Shell();
        shell.With("api", Emulator.ApiUri).With("site", Emulator.SiteUri)
            .With("credential", new PSCredential(user, Secret(token))).With("token", Secret(token));
        Call call = shell.Connect(Clock, $"Connect-BbWorkspace -NoCheck acme widgets {credentials} -ApiUri $api -SiteUri $site");
        Assert.Equal([], call.Errors.Select(e => e.ToString()));
        return shell;
    }

    private protected static System.Security.SecureString Secret(string text)
    {
        var secret = new System.Security.SecureString();
        foreach (char c in text)
        {
            secret.AppendChar(c);
        }

        return secret;
    }

    /// <summary>The path of a key for tests.</summary>
    private protected static string Key(string name) =>
        Path.Combine(Shell.Module, "..", "..", "tests", "BitbucketPipelines.Tests", "Fixtures", "ssh", name);

    /// <summary>The requests with this method whose path and query contain a text.</summary>
    private protected IReadOnlyList<RecordedRequest> Sent(string? method = null, string text = "") =>
        [.. State.Requests.Where(r => (method is null || r.Method == method) && r.PathAndQuery.Contains(text, StringComparison.Ordinal))];

    /// <summary>The open connections to the emulator.</summary>
    private protected int Connections() => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(c => c.LocalEndPoint.Port == Emulator.ApiUri.Port && c.State == TcpState.Established);

    private protected void Idle() => Until(() => State.InFlight == 0, "nothing is in flight");

    private protected void Script(string name, params StepScript[] steps) =>
        State.SetScript("acme", "widgets", $"custom:{name}", new RunScript { Steps = steps });

    private protected void Endless() => Script("endless", new StepScript { Name = "For ever", Duration = 1e9 });

    /// <summary>Adds a run that the module did not start.</summary>
    private protected int Add(string selector, string? result = null, double age = 0) =>
        State.AddRuns("acme", "widgets",
            new RunHistory { Selector = selector, Result = result, AgeSeconds = result is null ? age : null })[0];

    private protected string? Stored(string scope, string key) => State.Variables.Get(scope).SingleOrDefault(v => v.Key == key)?.Value;

    private protected string Snapshot(string scope) => string.Join(
        ", ", State.Variables.Get(scope).OrderBy(v => v.Key, StringComparer.Ordinal)
            .Select(v => $"{v.Key}={v.Value}{(v.Secured ? "!" : "")}"));

    /// <summary>The values of a property of all objects.</summary>
    private protected static IReadOnlyList<string?> Of(IEnumerable<PSObject> objects, string property) =>
        [.. objects.Select(o => o.Properties[property].Value?.ToString())];

    /// <summary>The error ids, without the names of the cmdlets.</summary>
    private protected static IReadOnlyList<string> Ids(Call call) => [.. call.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0])];
}
