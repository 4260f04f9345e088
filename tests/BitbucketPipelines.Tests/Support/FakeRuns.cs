using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>
/// The runs of one repository, whose states follow the virtual clock. Each run is a list of seconds and states, such as
/// <c>0 PENDING, 20 IN_PROGRESS/RUNNING, 60 COMPLETED/SUCCESSFUL</c>; steps likewise, see <see cref="RunJson.ReadStep"/>.
/// </summary>
internal sealed class FakeRuns
{
    private readonly TestApi _api;
    private readonly SortedDictionary<int, string> _runs = [];
    private readonly Dictionary<int, string> _steps = [];

    public FakeRuns(TestApi api, RepositoryId? repository = null)
    {
        _api = api;
        Repository = repository ?? TestApi.Repo;
        Root = $"repositories/{Repository}/pipelines/";
        api.Stub.Always("GET", Root + ".*", Answer.By(Choose));
    }

    public RepositoryId Repository { get; }

    /// <summary>The path of the list of runs.</summary>
    public string Root { get; }

    /// <summary>Returns another response for a request at a certain second; null for the usual response.</summary>
    public Func<StubRequest, double, Respond?> Fault { get; set; } = (_, _) => null;

    /// <summary>How long the earlier runs of the same pipeline took, in seconds. They follow the other runs in the list.</summary>
    public IReadOnlyList<double> Earlier { get; init; } = [];

    /// <summary>Whether a run that has ended says how long it took, as those of Bitbucket do.</summary>
    public bool TellsDuration { get; init; } = true;

    private double Now => _api.Clock.Elapsed.TotalSeconds;

    public StubRequest[] Lists => _api.Stub.To("GET", Root);

    public StubRequest[] Gets => _api.Stub.To("GET", Root + @"[^/]+");

    public StubRequest[] StepReads => _api.Stub.To("GET", Root + @"[^/]+/steps/");

    /// <summary>Adds a run and its steps, with the times of each.</summary>
    public WatchedRun Add(int number, string states, string steps = "")
    {
        _runs[number] = states;
        _steps[number] = steps;
        return new WatchedRun(Repository, number.ToString(CultureInfo.InvariantCulture));
    }

    private Respond Choose(StubRequest request)
    {
        if (Fault(request, Now) is { } fault)
        {
            return fault;
        }

        if (request.Path == Root)
        {
            int page = request.Query("page") is [string text] ? int.Parse(text, CultureInfo.InvariantCulture) : 1;
            return Answer.Json(RunJson.Page(
                _runs.Reverse().Select(r => Read(r.Key, r.Value)).Concat(Earlier.Select(Ended))
                    .Skip((page - 1) * 100).Take(100)));
        }

        Match match = Regex.Match(
            Uri.UnescapeDataString(request.Path[Root.Length..]), @"^(?:(\d+)|\{0{8}-0{4}-0{4}-0{4}-0*(\d+)\})(/steps/)?$");
        int number = match.Success ? int.Parse(match.Groups[1].Value + match.Groups[2].Value, CultureInfo.InvariantCulture) : -1;
        return !_runs.TryGetValue(number, out string? states)
                ? Answer.Error(404, "Not found", $"Pipeline with build number '{number}' not found in repository {{x}}")
            : match.Groups[3].Success
                ? Answer.Json(RunJson.Page(At(_steps[number]).Split('+', StringSplitOptions.RemoveEmptyEntries).Select(StepOf)))
            : Answer.Json(Read(number, states).ToJsonString());
    }

    private JsonObject Read(int number, string states)
    {
        string state = At(states);
        JsonObject run = OfDefault(RunJson.Run(number, state));
        if (TellsDuration && state.StartsWith("COMPLETED", StringComparison.Ordinal))
        {
            run["duration_in_seconds"] = states.Split(", ").Where(entry => entry.EndsWith(state, StringComparison.Ordinal))
                .Select(entry => double.Parse(entry.Split(' ')[0], CultureInfo.InvariantCulture)).First();
        }

        return run;
    }

    private JsonObject OfDefault(JsonObject run)
    {
        if (Earlier.Count > 0)
        {
            run["target"] = new JsonObject { ["ref_name"] = "main", ["selector"] = new JsonObject { ["type"] = "default" } };
        }

        return run;
    }

    private JsonObject Ended(double seconds, int index)
    {
        JsonObject run = OfDefault(RunJson.Run(1_000_000 + index, "COMPLETED/SUCCESSFUL"));
        run["duration_in_seconds"] = seconds;
        return run;
    }

    private static JsonObject StepOf(string text)
    {
        string[] parts = text.Trim().Split(' ');
        return RunJson.Step(parts[0], parts[1], parts.Length > 2 ? parts[2] : RunJson.Automatic);
    }

    /// <summary>The last item of a list such as "0 A, 10 B" whose second has been reached.</summary>
    private string At(string script)
    {
        string found = "";
        foreach (string entry in script.Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = entry.Split(' ', 2);
            found = double.Parse(parts[0], CultureInfo.InvariantCulture) <= Now ? parts[1] : found;
        }

        return found;
    }
}
