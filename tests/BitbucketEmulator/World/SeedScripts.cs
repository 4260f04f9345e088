namespace BitbucketEmulator;

/// <summary>The pipeline definitions of the seeded repositories. A few seconds each.</summary>
internal static class SeedScripts
{
    private static readonly StepScript s_build = new()
    {
        Name = "Build",
        Duration = 3,
        Image = "node:22",
        Commands = ["npm ci", "npm run build"],
        Log = LogScript.FromLines("+ npm ci", "added 112 packages in 2s", "+ npm run build", "Built 14 modules", "Done in 1.42s"),
    };

    public static void AddToWidgets(ScriptBook book)
    {
        book.Set(Selector.Default, new RunScript { Steps = [s_build, Test()] });
        book.Set(Selector.FromKey("branch:release/*"), new RunScript { Steps = [s_build, Deploy("staging")] });
        book.Set(Selector.FromKey("tag:v*"), new RunScript { Steps = [s_build, Deploy("production")] });
        book.Set(Selector.FromKey("pull-requests"), new RunScript { Steps = [s_build, Test()] });
        Custom(book, "deploy", s_build, Deploy("production"));
        Custom(book, "nightly", s_build, Test(), Audit());
        Custom(book, "fail", Failing(), Deploy("production"));
        Custom(book, "manual-gate", s_build, Deploy("production") with { Manual = true });
        book.Set(Selector.FromKey("custom:halted"), new RunScript { HaltAfter = 0, Steps = [s_build, Deploy("production")] });
        Custom(book, "long-log", LongLog());
        Custom(book, "parallel", s_build, Side("Unit tests", 3), Side("Lint", 2), Side("End-to-end", 4), Deploy("staging"));
        Custom(book, "services", WithServices());
    }

    public static void AddToGadgets(ScriptBook book)
    {
        book.Set(Selector.Default, new RunScript { Steps = [s_build] });
        Custom(book, "release", s_build, Deploy("production"));
    }

    private static void Custom(ScriptBook book, string name, params IReadOnlyList<StepScript> steps) =>
        book.Set(new Selector("custom", name), new RunScript { Steps = steps });

    private static StepScript Deploy(string environment) => new()
    {
        Name = $"Deploy to {environment}",
        Deployment = environment,
        Duration = 4,
        Commands = [$"./deploy.sh {environment}"],
        Log = LogScript.FromLines($"+ ./deploy.sh {environment}", "Uploading 14 files", "Switching traffic", $"Deployed to {environment}"),
    };

    private static StepScript Test() => new()
    {
        Name = "Test",
        Duration = 3,
        Image = "node:22",
        Commands = ["npm test"],
        Log = LogScript.FromLines("+ npm test", "Suites: 4 passed, 4 total", "Tests:  31 passed, 31 total"),
        Tests = [new TestCaseScript { Name = "adds" }, new TestCaseScript { Name = "subtracts" }],
    };

    private static StepScript Audit() => new()
    {
        Name = "Audit",
        Image = "node:22",
        Commands = ["npm audit"],
        Log = LogScript.FromLines("+ npm audit", "found 0 vulnerabilities"),
    };

    private static StepScript Failing() => new()
    {
        Name = "Unit tests",
        Duration = 3,
        Result = "FAILED",
        Image = "node:22",
        Commands = ["npm ci", "npm test"],
        Log = LogScript.FromLines(
            "+ npm ci", "added 112 packages in 2s", "+ npm test", "  adds ... ok", "\u001b[31m  subtracts ... FAILED\u001b[0m",
            "    expected 2 but was 3", "Error: 1 of 31 tests failed", "npm error code ELIFECYCLE"),
        Tests =
        [
            new TestCaseScript { Name = "adds" },
            new TestCaseScript { Name = "subtracts", Status = "FAILED", Reason = "expected 2 but was 3\n    at subtract.test.js:7" },
        ],
    };

    private static StepScript LongLog() => new()
    {
        Name = "Talk a lot",
        Duration = 5,
        Log = LogScript.FromLines(Enumerable.Range(1, 5000).Select(i => $"line {i} of 5000: the quick brown fox jumps over the lazy dog")),
    };

    private static StepScript Side(string name, double duration) => new()
    {
        Name = name,
        Duration = duration,
        Parallel = "checks",
        Log = LogScript.FromLines($"+ run {name}", $"{name}: ok"),
    };

    private static StepScript WithServices() => new()
    {
        Name = "Integration tests",
        Duration = 3,
        Log = LogScript.FromLines("+ npm run integration", "connected to postgres", "connected to redis", "all good"),
        Services = new Dictionary<string, LogScript>
        {
            ["postgres"] = LogScript.FromLines("starting PostgreSQL 17.0", "database system is ready to accept connections"),
            ["redis"] = LogScript.FromLines("Ready to accept connections tcp"),
        },
    };
}
