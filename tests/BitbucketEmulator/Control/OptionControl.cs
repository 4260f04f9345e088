using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Switches and the clock.</summary>
internal static class OptionControl
{
    private static readonly string[] s_names =
    [
        "speed", "pageLength", "next", "stepsPaging", "slash", "notFound", "logRange", "rateLimitNear", "tokenLifetime", "linkLifetime",
        "newRunWhilePaging", "internalLinks", "internalResources", "logsList", "variableListLag", "newItemListLag", "variableHideOnce",
        "variableSizeLimit", "scheduleLimit", "runnerLimit", "runnerLabelObjects", "inlineReason", "knownHostHideOnce", "privateKeyEcho",
    ];

    public static void Register(ControlServer server)
    {
        server.Add("GET", "options", request => EmulatorResponse.Ok(Describe(request.State)));
        server.Add("PATCH", "options", SetOptions);
        server.Add("GET", "clock", request => EmulatorResponse.Ok(Clock(request.State)));
        server.Add("POST", "clock", AdvanceClock);
    }

    private static EmulatorResponse SetOptions(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);

        // A misspelt switch would make a test pass for the wrong reason.
        if (input.Names.Except(s_names).FirstOrDefault() is { } unknown)
        {
            throw new ControlException($"'{unknown}' is none of {string.Join(", ", s_names)}");
        }

        EmulatorState state = request.State;
        EmulatorBehavior behavior = state.Behavior;
        behavior = behavior with
        {
            DefaultPageLength = Math.Max(1, input.Integer("pageLength", behavior.DefaultPageLength)),
            Next = input.Word("next", behavior.Next),
            StepsPaging = input.Flag("stepsPaging", behavior.StepsPaging),
            Slash = input.Word("slash", behavior.Slash),
            NotFound = input.Word("notFound", behavior.NotFound),
            LogRange = input.Flag("logRange", behavior.LogRange),
            RateLimitNear = Near(input, behavior.RateLimitNear),
            TokenLifetime = input.Integer("tokenLifetime", behavior.TokenLifetime),
            LinkLifetime = input.Integer("linkLifetime", behavior.LinkLifetime),
            NewRunWhilePaging = input.Flag("newRunWhilePaging", behavior.NewRunWhilePaging),
            InternalResources = input.Flag("internalResources", behavior.InternalResources),
            InternalLinks = input.Flag("internalLinks", behavior.InternalLinks),
            LogsList = input.Flag("logsList", behavior.LogsList),
            VariableListLag = input.Number("variableListLag", behavior.VariableListLag),
            NewItemListLag = input.Number("newItemListLag", behavior.NewItemListLag),
            VariableHideOnce = input.Flag("variableHideOnce", behavior.VariableHideOnce),
            VariableSizeLimit = input.Integer("variableSizeLimit", behavior.VariableSizeLimit),
            ScheduleLimit = input.Integer("scheduleLimit", behavior.ScheduleLimit),
            RunnerLimit = input.Integer("runnerLimit", behavior.RunnerLimit),
            RunnerLabelObjects = input.Flag("runnerLabelObjects", behavior.RunnerLabelObjects),
            KnownHostHideOnce = input.Flag("knownHostHideOnce", behavior.KnownHostHideOnce),
            PrivateKeyEcho = input.Word("privateKeyEcho", behavior.PrivateKeyEcho),
            InlineReason = input.Flag("inlineReason", behavior.InlineReason),
        };
        double speed = input.Number("speed", state.Speed);
        state.Configure(_ => behavior);
        state.Speed = speed;
        return EmulatorResponse.Ok(Describe(state));
    }

    /// <summary>Also plain true (access tokens, as with the scaled limit) and false.</summary>
    private static RateLimitNear Near(JsonInput input, RateLimitNear fallback) => input.Text("rateLimitNear")?.ToLowerInvariant() switch
    {
        "true" => RateLimitNear.AccessTokens,
        "false" => RateLimitNear.Off,
        _ => input.Word("rateLimitNear", fallback),
    };

    private static EmulatorResponse AdvanceClock(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        request.State.AdvanceClock(TimeSpan.FromSeconds(
            input.OptionalNumber("advanceSeconds") ?? throw input.Wrong("advanceSeconds", "a number")));
        return EmulatorResponse.Ok(Clock(request.State));
    }

    private static JsonObject Clock(EmulatorState state) => new()
    {
        ["now"] = Timestamps.Nine(state.Now),
        ["elapsedSeconds"] = state.ElapsedSeconds,
        ["speed"] = state.Speed,
    };

    private static JsonObject Describe(EmulatorState state)
    {
        EmulatorBehavior behavior = state.Behavior;
        return new JsonObject
        {
            ["speed"] = state.Speed,
            ["pageLength"] = behavior.DefaultPageLength,
            ["next"] = Word(behavior.Next),
            ["stepsPaging"] = behavior.StepsPaging,
            ["slash"] = Word(behavior.Slash),
            ["notFound"] = Word(behavior.NotFound),
            ["logRange"] = behavior.LogRange,
            ["rateLimitNear"] = Word(behavior.RateLimitNear),
            ["tokenLifetime"] = behavior.TokenLifetime,
            ["linkLifetime"] = behavior.LinkLifetime,
            ["newRunWhilePaging"] = behavior.NewRunWhilePaging,
            ["internalResources"] = behavior.InternalResources,
            ["internalLinks"] = behavior.InternalLinks,
            ["logsList"] = behavior.LogsList,
            ["variableListLag"] = behavior.VariableListLag,
            ["newItemListLag"] = behavior.NewItemListLag,
            ["variableHideOnce"] = behavior.VariableHideOnce,
            ["variableSizeLimit"] = behavior.VariableSizeLimit,
            ["scheduleLimit"] = behavior.ScheduleLimit,
            ["runnerLimit"] = behavior.RunnerLimit,
            ["runnerLabelObjects"] = behavior.RunnerLabelObjects,
            ["knownHostHideOnce"] = behavior.KnownHostHideOnce,
            ["privateKeyEcho"] = Word(behavior.PrivateKeyEcho),
            ["inlineReason"] = behavior.InlineReason,
        };
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
