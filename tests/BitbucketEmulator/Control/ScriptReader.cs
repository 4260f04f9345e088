using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>A run script from JSON. Names and defaults are those of <see cref="RunScript"/> and <see cref="StepScript"/>.</summary>
internal static class ScriptReader
{
    private static readonly string[] s_results = ["SUCCESSFUL", "FAILED", "ERROR", "EXPIRED", "STOPPED"];

    public static RunScript Read(JsonInput input)
    {
        var defaults = new RunScript();
        return new RunScript
        {
            Parsing = input.Number("parsing", defaults.Parsing),
            Pending = input.Number("pending", defaults.Pending),
            HaltAfter = input.OptionalNumber("haltAfter"),
            StageLags = input.Flag("stageLags"),
            Error = Error(input),
            Result = Result(input, null),
            StopDelay = input.Number("stopDelay", defaults.StopDelay),
            Steps = input.Has("steps") || input.Has("error") ? [.. input.Inputs("steps").Select(Step)] : [new StepScript()],
        };
    }

    public static LogScript Log(JsonInput input, StepScript defaults)
    {
        if (input.Text("logBase64") is { } encoded)
        {
            try
            {
                return LogScript.FromBytes(Convert.FromBase64String(encoded));
            }
            catch (FormatException)
            {
                throw input.Wrong("logBase64", "base64");
            }
        }

        if (input.Text("logText") is { } text)
        {
            return LogScript.FromText(text);
        }

        // "log" is a list of lines, or one text as it is.
        return input.Node("log") switch
        {
            null => LogScript.FromLines($"+ {defaults.Commands[0]}"),
            JsonValue value => LogScript.FromText(value.ToString()),
            JsonArray lines => new LogScript([.. lines.Select((line, index) => Line(input, line, index))]),
            _ => throw input.Wrong("log", "a list of lines or a text"),
        };
    }

    private static StepScript Step(JsonInput input)
    {
        var defaults = new StepScript();
        return new StepScript
        {
            Name = input.Text("name", defaults.Name),
            Duration = input.Number("duration", defaults.Duration),
            Ready = input.Number("ready", 0),
            Locked = input.Number("locked", 0),
            Result = Result(input, defaults.Result)!,
            Error = Error(input),
            Manual = input.Flag("manual"),
            Image = input.Text("image", defaults.Image),
            Parallel = input.Text("parallel"),
            Log = Log(input, defaults),
            GrowBytes = input.Integer("growBytes", 0),
            Services = Services(input),
            Tests = Tests(input),
            Deployment = input.Text("deployment"),
            MaxTime = input.Integer("maxTime", defaults.MaxTime),
            RunNumber = input.Integer("runNumber", 1),
            Trigger = input.Text("trigger"),
            Commands = input.Texts("commands") ?? defaults.Commands,
        };
    }

    /// <summary>A line: a text, or <c>{"at": seconds, "text": ..}</c>, or <c>{"at": seconds, "raw": ..}</c> without a line feed.</summary>
    private static EmulatedLogLine Line(JsonInput input, JsonNode? line, int index)
    {
        if (line is JsonValue value)
        {
            return new EmulatedLogLine(Encoding.UTF8.GetBytes(value + "\n"));
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"log[{index}]");
        JsonInput json = input.Nest(line as JsonObject ?? throw input.Wrong(name, "a text or an object"), name);
        string text = json.Text("raw") ?? json.Text("text", "") + "\n";
        return new EmulatedLogLine(Encoding.UTF8.GetBytes(text), json.OptionalNumber("at"));
    }

    private static Dictionary<string, LogScript> Services(JsonInput input) => (input.Object("services") ?? []).ToDictionary(
        service => service.Key,
        service => LogScript.FromText(service.Value?.ToString() ?? ""));

    private static List<TestCaseScript>? Tests(JsonInput input)
    {
        if (input.Input("tests") is not { } tests)
        {
            return null;
        }

        var defaults = new TestCaseScript();
        return
        [
            .. tests.Inputs("cases").Select(test => new TestCaseScript
            {
                Name = test.Text("name", defaults.Name),
                ClassName = test.Text("className", defaults.ClassName),
                PackageName = test.Text("packageName", defaults.PackageName),
                Status = test.Text("status", defaults.Status),
                Duration = test.Number("duration", defaults.Duration),
                Reason = test.Text("reason"),
                MoreReasons = test.Texts("moreReasons") ?? [],
            }),
        ];
    }

    private static RunError? Error(JsonInput input) => input.Input("error") is { } error
        ? new RunError(error.Text("key", "plan-service.error"), error.Text("message", "Something went wrong."))
        : null;

    private static string? Result(JsonInput input, string? fallback) => input.Text("result") switch
    {
        null => fallback,
        { } result when s_results.Contains(result) => result,
        _ => throw input.Wrong("result", "one of " + string.Join(", ", s_results)),
    };
}
