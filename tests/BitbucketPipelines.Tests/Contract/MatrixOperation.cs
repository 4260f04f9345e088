using System.Text;
using System.Text.Json.Nodes;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Raw;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Contract;

/// <summary>An operation of the table: what it asks for, and what it is answered with when nothing is wrong.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Column">The column that says what is expected of it.</param>
/// <param name="Run">Does it, and says how it ended in the words of the table.</param>
internal sealed record MatrixOperation(string Name, string Column, Func<MatrixCell, Task<string>> Run)
{
    /// <summary>A part of a pre-signed address.</summary>
    public const string Signature = "S1GNATURE";

    /// <summary>Has what any object needs.</summary>
    private const string Whole = """{"uuid":"{1}","build_number":42,"enabled":true,"next":7,"issuer":"i","keys":[],"uri":"https://x","hash":"h","id":1,"number_of_test_cases":1,"cron_pattern":"0 0 2 * * ? *","target":{"type":"pipeline_ref_target"}}""";

    private const string Storage = "https://storage.example/x";

    private static readonly VariableScope s_scope = VariableScope.OfRepository(TestApi.Repo);
    private static readonly VariableBody s_variable = new() { Key = "A", Value = "1" };
    private static readonly string s_lines = string.Concat(Enumerable.Range(1, 100).Select(i => $"line {i}\n"));

    /// <summary>What it is answered with.</summary>
    public byte[] Body { get; private init; } = Encoding.UTF8.GetBytes(Whole);

    /// <summary>Whether that is a log or a file.</summary>
    public bool IsFile { get; private init; }

    public static MatrixOperation[] All { get; } =
    [
        Json("run", "read", c => c.SendAsync(Pipelines.Get(TestApi.Repo, "42"), default)),
        Json("configuration", "read", c => c.SendAsync(ConfigOperations.Get(TestApi.Repo), default)),
        Json("test report", "read", c => c.SendAsync(TestReports.Get(TestApi.Repo, "42", "{s}"), default)),
        Json("keys", "read", c => c.SendAsync(OpenIdConnect.Keys("team"), default)),
        Json("commit", "read", c => c.SendAsync(Repositories.Commit(TestApi.Repo, "main"), default)),
        Json("cache address", "read", c => c.SendAsync(Caches.ContentUri(TestApi.Repo, "{c}"), default)),
        new("second page", "read", ListAsync) { Body = Encoding.UTF8.GetBytes(Page(2)) },
        Json("raw", "raw", c => c.ReadJsonAsync(new ApiRequest { Path = "x" }, default)),
        Json("trigger", "once", c => c.SendAsync(Failures.Create(), default)),
        Json("create", "once", c => c.SendAsync(VariableOperations.Create(s_scope, s_variable), default)),
        Json("update", "update", c => c.SendAsync(VariableOperations.Update(s_scope, "{1}", s_variable), default)),
        Json("build number", "update", c => c.SendAsync(ConfigOperations.SetBuildNumber(TestApi.Repo, 9), default)),
        Json("schedule", "update", c => c.SendAsync(ScheduleOperations.Update(TestApi.Repo, "{1}", true), default)),
        Json("delete", "delete", c => c.SendAsync(VariableOperations.Delete(s_scope, "{1}"), default), nothing: true),
        Json("stop", "stop", c => c.SendAsync(Pipelines.Stop(TestApi.Repo, "42"), default), nothing: true),
        new("wait", "wait", WaitAsync) { Body = Encoding.UTF8.GetBytes(RunJson.Run(42, "IN_PROGRESS/RUNNING").ToJsonString()) },
        OfFile("follow", "follow", FollowAsync),
        OfFile("log", "log", LogAsync),
        OfFile("stored log", "log", StoredLogAsync),
        OfFile("download", "file", CacheAsync),
        OfFile("raw file", "file", RawFileAsync),
    ];

    private static MatrixOperation OfFile(string name, string column, Func<MatrixCell, Task<string>> run) =>
        new(name, column, run) { Body = Encoding.UTF8.GetBytes(s_lines), IsFile = true };

    /// <summary>One request that is answered with an object, or with nothing.</summary>
    private static MatrixOperation Json(string name, string column, Func<BitbucketClient, Task> send, bool nothing = false) =>
        new(name, column, async cell =>
        {
            foreach (string method in new[] { "GET", "POST", "PUT", "DELETE" })
            {
                cell.Api.Stub.Always(method, TestApi.ApiRoot + ".*|[^h].*|https?://elsewhere.*|http://127.*", Answer.By(
                    r => r.Uri.Host == "api.bitbucket.org"
                        ? cell.Strike(r, nothing ? Answer.Empty(204) : Answer.Json(Whole))
                        : Answer.Json(Whole)));
            }

            await send(cell.Api.Client);
            return "ok";
        });

    private static string Page(int page)
    {
        IEnumerable<JsonNode> items = Enumerable.Range((page * 100) - 99, page == 1 ? 100 : 50)
            .Select(n => (JsonNode)RunJson.Run(n, "PENDING"));
        return new JsonObject { ["size"] = 150, ["pagelen"] = 100, ["page"] = page, ["values"] = new JsonArray([.. items]) }.ToJsonString();
    }

    private static async Task<string> ListAsync(MatrixCell cell)
    {
        cell.Api.Stub.Always("GET", ".*", Answer.By(r => r.Uri.Host != "api.bitbucket.org" ? Answer.Json(Page(2))
            : r.Query("page") is ["2"] ? cell.Strike(r, Answer.Json(Page(2))) : Answer.Json(Page(1))));
        List<Pipeline> all = await cell.Api.Client.ReadAllAsync(Pipelines.List(TestApi.Repo), p => p.Uuid, default);
        return all.Count == 150 ? "ok" : "other";
    }

    private static async Task<string> WaitAsync(MatrixCell cell)
    {
        WatchedRun run = Runs(cell, "0 IN_PROGRESS/RUNNING, 200 COMPLETED/SUCCESSFUL", "", struck: true);
        RunOutcome? outcome = null;
        await new RunWatcher(cell.Api.Client, new WatchOptions { Timeout = TimeSpan.FromMinutes(30) }).WatchAsync(
            [run],
            (o, _) =>
            {
                outcome = o;
                return Task.CompletedTask;
            },
            default);
        return outcome!.Exit switch
        {
            RunExit.Completed => outcome.Run!.Result == "SUCCESSFUL" ? "ok" : "other",
            RunExit.TimedOut => "late",
            _ => MatrixCell.Word(outcome.Failure!),
        };
    }

    /// <summary>A run whose log is whole once it has ended; the fault strikes the log.</summary>
    private static async Task<string> FollowAsync(MatrixCell cell)
    {
        var log = new FakeLog();
        cell.Api.Stub.Always("GET", ".*/log", Answer.By(r =>
        {
            double now = cell.Api.Clock.Elapsed.TotalSeconds;
            log.Content = now >= 60 ? cell.Body : cell.Body[..(int)(cell.Body.Length / 2 * now / 60)];
            return now > 5 ? cell.Strike(r, log.Answer) : log.Answer;
        })).Always("GET", "https?://elsewhere.*", Answer.Bytes(cell.Body));
        WatchedRun run = Runs(
            cell, "0 IN_PROGRESS/RUNNING, 60 COMPLETED/SUCCESSFUL", "0 build IN_PROGRESS, 60 build COMPLETED/SUCCESSFUL", struck: false);
        var lines = new StringBuilder();
        bool told = false;
        string exit = "";
        await RunFollower.FollowAsync(cell.Api.Client, [run], new FollowOptions { Logs = true }, e =>
        {
            switch (e)
            {
                case RunEvent.LogLine log:
                    lines.Append(log.Line).Append('\n');
                    break;
                case RunEvent.StepLogIncomplete or RunEvent.RunLogIncomplete:
                    told = true;
                    break;
                case RunEvent.Ended { Outcome: var o }:
                    exit = $"{o.Exit}/{o.Run?.Result}";
                    break;
            }
        }, default);
        string text = Encoding.UTF8.GetString(cell.Body);
        return exit != "Completed/SUCCESSFUL" ? "other"
            : lines.ToString() == text && !told ? "ok"
            : told && text.StartsWith(lines.ToString().TrimEnd('\n'), StringComparison.Ordinal) ? "told"
            : "other";
    }

    private static Task<string> LogAsync(MatrixCell cell)
    {
        var log = new FakeLog(s_lines);
        cell.Api.Stub.Always("GET", ".*/log", Answer.By(r => cell.Strike(r, log.Answer))).Always("GET", "https?://.*", log.Answer);
        return ReadLogAsync(cell);
    }

    private static Task<string> StoredLogAsync(MatrixCell cell)
    {
        var log = new FakeLog(s_lines);
        cell.Api.Stub.Always("GET", ".*/log", Answer.Redirect($"{Storage}?sig={Signature}"))
            .Always("GET", Storage, Answer.By(r => cell.Strike(r, log.Answer))).Always("GET", "https?://.*", log.Answer);
        return ReadLogAsync(cell);
    }

    private static async Task<string> ReadLogAsync(MatrixCell cell)
    {
        var text = new StringBuilder();
        bool there = await new StepLogReader(cell.Api.Client, Pipelines.Log(TestApi.Repo, "42", "{s}")).ReadAsync(
            (buffer, offset, count) =>
            {
                text.Append(Encoding.UTF8.GetString(buffer, offset, count));
                return true;
            },
            default);
        return there ? cell.Read(text) : "no log";
    }

    private static async Task<string> CacheAsync(MatrixCell cell)
    {
        var content = new FakeLog(s_lines);
        cell.Api.Stub.Always("GET", ".*/content-uri", Answer.Json($$"""{"uri":"{{Storage}}?sig={{Signature}}"}"""))
            .Always("GET", Storage, Answer.By(r => cell.Strike(r, content.Answer))).Always("GET", "https?://.*", content.Answer);
        var cache = new Cache { Name = "node", Uuid = "{0c1f6f5e-6f0e-4a6e-9a43-0123456789ab}", Size = cell.Body.Length };
        cache.SetLocation(TestApi.Repo, new Uri("https://bitbucket.org/"));
        CacheDownloadEnd end;
        try
        {
            end = await new CacheDownload(cell.Api.Client, cache, cell.Folder.File("cache")).SaveAsync(default);
        }
        finally
        {
            Assert.True(cell.Saved("cache") is "ok" or "nothing");
        }

        return end.Status == CacheDownloadStatus.Saved ? cell.Saved("cache")
            : end.Failure is { } failure ? MatrixCell.Word(failure) : end.Status.ToString();
    }

    private static async Task<string> RawFileAsync(MatrixCell cell)
    {
        cell.Api.Stub.Always("GET", "repositories/.*", Answer.By(r => cell.Strike(r, Answer.Bytes(cell.Body))))
            .Always("GET", "https?://.*", Answer.Bytes(cell.Body));
        var request = new ApiRequest { Path = "repositories/team/app/downloads/app.zip", Accept = "*/*", MayLeaveOrigin = true };
        try
        {
            await FileDownload.SaveAsync(cell.Api.Client, request, cell.Folder.File("file"), default);
        }
        catch
        {
            Assert.Empty(cell.Folder.Files);
            throw;
        }

        return new FileInfo(cell.Folder.File("file")).Length == 0 ? "nothing" : cell.Saved("file");
    }

    private static WatchedRun Runs(MatrixCell cell, string states, string steps, bool struck)
    {
        var server = new FakeRuns(cell.Api);
        if (struck)
        {
            // What is good is left to the server of the runs.
            Respond good = (_, _) => throw new InvalidOperationException();
            server.Fault = (r, now) => now > 5 && cell.Strike(r, good) is { } fault && fault != good ? fault : null;
            cell.Api.Stub.Always("GET", "https?://.*", Answer.Json(Whole));
        }

        return server.Add(42, states, steps);
    }
}
