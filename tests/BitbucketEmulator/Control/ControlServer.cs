using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Orders to the emulator itself, under <c>/_emulator/</c>, without credentials. The README lists them.</summary>
internal sealed class ControlServer
{
    public const string Root = "/_emulator";

    private readonly Router _router = new();
    private readonly List<string> _commands = [];

    public ControlServer(Action stop)
    {
        RunControl.Register(this);
        WorldControl.Register(this);
        VariableControl.Register(this);
        SettingsControl.Register(this);
        RunnerControl.Register(this);
        FaultControl.Register(this);
        AllowanceControl.Register(this);
        RequestControl.Register(this);
        OptionControl.Register(this);
        Add("POST", "stop", _ =>
        {
            stop();
            return EmulatorResponse.Empty(204);
        });
        Add("GET", "", _ => EmulatorResponse.Ok(new JsonObject { ["commands"] = JsonList.Of(_commands) }));
    }

    public void Add(string method, string template, Func<EmulatorRequest, EmulatorResponse> handler)
    {
        _commands.Add($"{method} {Root}/{template}");
        _router.Add(method, $"{Root}/{template}", ScopeRule.None, handler);
    }

    public EmulatorResponse Handle(EmulatorRequest request)
    {
        string[] segments = request.RawPath.Trim('/').Split('/');
        Route? route = _router.Find(request.Method, segments, out _);
        if (route is null)
        {
            return EmulatorResponse.Text(404, $"there is no {request.Method} {request.RawPath}; GET {Root}/ lists what there is\n");
        }

        try
        {
            request.Holes = route.Read(segments);
            return route.Handler(request);
        }
        catch (ControlException error)
        {
            return EmulatorResponse.Text(400, error.Message + "\n");
        }
    }
}
