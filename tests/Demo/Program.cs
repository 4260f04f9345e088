// The demo without PowerShell: the scenario of demo.ps1 through the client library.
using BitbucketEmulator;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using RunVariable = BitbucketPipelines.Api.Models.RunVariable;

await using EmulatorHost emulator = await EmulatorHost.StartAsync(new EmulatorOptions { Speed = 4 });
Console.WriteLine($"A Bitbucket of our own listens on {emulator.ApiUri}");
using var client = new BitbucketClient(new BitbucketClientOptions
{
    ApiUri = emulator.ApiUri,
    SiteUri = emulator.SiteUri,
    Credential = ApiCredential.Basic("dev@example.com", () => "api-token-123"),
});
var repository = new RepositoryId("acme", "widgets");
using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));

string deployed = await RunAsync("deploy", [new RunVariable { Key = "ENVIRONMENT", Value = "staging" }]);
string failed = await RunAsync("fail", null);
return deployed == RunWords.Successful && failed == RunWords.Failed ? 0 : 1;

async Task<string> RunAsync(string custom, List<RunVariable>? variables)
{
    Console.WriteLine($"\n--- custom pipeline '{custom}'");
    PipelineTarget target = await new RunTarget { Custom = custom }.ResolveAsync(client, repository, stop.Token);
    Pipeline run = await client.SendAsync(Pipelines.Create(repository, new TriggerRequest { Target = target, Variables = variables }), stop.Token);
    Console.WriteLine($"Started run {run}: {target}");
    var follower = new RunLogFollower(
        client,
        (step, line) => Console.WriteLine($"  {step.Name} | {line}"),
        step => Console.WriteLine($"  {step.Name}: {step.Result}"),
        (step, _, e) => Console.WriteLine($"  {step.Name}: {e?.Message}"));
    var watcher = new RunWatcher(client, new WatchOptions
    {
        Timeout = TimeSpan.FromMinutes(1),
        StepsEvery = TimeSpan.Zero,
        Schedule = new PollSchedule { Fixed = TimeSpan.FromSeconds(0.5) },
        Looked = async (_, steps, token) =>
        {
            await follower.LookAsync(steps, token);
            return true;
        },
    });
    RunOutcome? outcome = null;
    await watcher.WatchAsync(
        [new WatchedRun(repository, $"{run.BuildNumber}")],
        (o, _) =>
        {
            outcome = o;
            return Task.CompletedTask;
        },
        stop.Token);
    Pipeline end = outcome!.Run!;
    Console.WriteLine($"Run {end} of {end.Workspace}/{end.Repository}: {outcome.Exit}, {end.State} {end.Result} in {end.Duration}. {end.Url}");
    if (end.Result != RunWords.Successful)
    {
        FailureReport report = await FailureReport.ReadAsync(client, repository, end, 5, stop.Token);
        Console.WriteLine($"Step '{report.Step}' ended {report.Step?.Result}. The last lines of its log:");
        report.LogTail.ToList().ForEach(line => Console.WriteLine($"  {line}"));
    }

    return end.Result ?? "";
}
