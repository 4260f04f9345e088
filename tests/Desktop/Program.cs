// The main job on .NET Framework: Desktop.exe <address of the API> <address of the site>
using System.Reflection;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

Console.WriteLine($"{System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}, {Environment.OSVersion}");
int loaded = LoadAll();
Console.WriteLine($"Every reference of {loaded} assemblies was loaded, without redirects.");

using var client = new BitbucketClient(new BitbucketClientOptions
{
    ApiUri = new Uri(args[0]),
    SiteUri = new Uri(args[1]),
    Credential = ApiCredential.Basic("dev@example.com", () => "api-token-123"),
});
var repository = new RepositoryId("acme", "widgets");
using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));

int lines = 0;
string deployed = await RunAsync("deploy", [new RunVariable { Key = "ENVIRONMENT", Value = "staging" }]);
string failed = await RunAsync("fail", null);
bool good = loaded > 2 && lines > 0 && deployed == PipelineStates.Successful && failed == PipelineStates.Failed;
Console.WriteLine(good ? "The main job works." : $"The main job does not work: {deployed}, {failed}, {lines} lines of log.");
return good ? 0 : 1;

// Asks for each reference of each assembly in this folder by its full name, as the runtime does at the first use.
static int LoadAll()
{
    string folder = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!;
    string[] files = Directory.GetFiles(folder, "*.dll");
    foreach (string file in files)
    {
        foreach (AssemblyName wanted in Assembly.LoadFrom(file).GetReferencedAssemblies())
        {
            // Part of Windows PowerShell, and nowhere else.
            if (wanted.Name == "System.Management.Automation")
                continue;

            AssemblyName found = Assembly.Load(wanted).GetName();
            if (File.Exists(Path.Combine(folder, wanted.Name + ".dll")) && found.Version != wanted.Version)
                throw new InvalidOperationException($"{Path.GetFileName(file)} asks for {wanted}, and got {found}.");
        }
    }

    return files.Length;
}

async Task<string> RunAsync(string custom, List<RunVariable>? variables)
{
    PipelineTarget target = await new RunTarget { Custom = custom }.ResolveAsync(client, repository, stop.Token);
    var trigger = new TriggerRequest { Target = target, Variables = variables };
    Pipeline run = await client.SendAsync(Pipelines.Create(repository, trigger), stop.Token);
    var follower = new RunLogFollower(client, e =>
    {
        if (e is RunEvent.LogLine)
        {
            lines++;
        }
        else if (e is RunEvent.StepLogIncomplete log)
        {
            Console.WriteLine($"{log.Step.Name}: {log.Failure?.Message}");
        }
    });
    var watcher = new RunWatcher(client, new WatchOptions
    {
        Timeout = TimeSpan.FromMinutes(1),
        StepsInterval = TimeSpan.Zero,
        Schedule = new PollSchedule { FixedPause = TimeSpan.FromSeconds(0.2) },
        OnPolled = async (_, steps, token) =>
        {
            await follower.PollAsync(steps, token);
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
    Console.WriteLine($"Run {run.BuildNumber} ({custom}): {outcome?.Exit}, {outcome?.Run?.Result}, {lines} lines of log so far");
    return outcome?.Run?.Result ?? "";
}
