using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Schedules;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests;

/// <summary>
/// Valid responses with random changes of their values and bytes. Each one gives either a result whose properties can all
/// be read, or an error of a known kind. The seed is fixed, and a failed test names the case.
/// </summary>
public class MutatedAnswerTests
{
    private const int Rounds = 200;

    private const string Run = """
        {"type":"pipeline","uuid":"{1}","build_number":7,"state":{"name":"COMPLETED","type":"s","result":{"name":"FAILED","error":{"key":"k","message":"m"}}},
        "target":{"type":"pipeline_ref_target","ref_type":"branch","ref_name":"main","selector":{"type":"custom","pattern":"p"},"commit":{"hash":"abc"},"pullrequest":{"id":3}},
        "trigger":{"name":"PUSH"},"creator":{"display_name":"D"},"created_on":"2026-01-03T07:36:40.109572944Z","completed_on":"2026-01-03T07:46:40Z",
        "duration_in_seconds":600,"build_seconds_used":600,"repository":{"full_name":"team/app"},"new":{"a":["b"]}}
        """;

    private const string Step = """
        {"uuid":"{2}","name":"Test","run_number":1,"maxTime":120,"duration_in_seconds":19,"state":{"name":"COMPLETED","result":{"name":"FAILED"}},"image":{"name":"i"},
        "script_commands":[{"commandType":"user","name":"n","command":"c"}],"started_on":"2026-01-03T07:36:40Z","completed_on":"2026-01-03T07:36:59Z","pipeline":{"uuid":"{1}"}}
        """;

    private const string Variable = """{"uuid":"{3}","key":"A","value":"1","secured":false,"type":"pipeline_variable"}""";

    private const string Host = """
        {"uuid":"{4}","hostname":"h","public_key":{"key_type":"ssh-ed25519","key":"AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl","md5_fingerprint":"a","sha256_fingerprint":"b"}}
        """;

    private const string Schedule = """
        {"uuid":"{5}","enabled":true,"cron_pattern":"0 0 12 * * ? *","created_on":"2026-01-01T00:00:00Z","target":{"ref_name":"main","selector":{"type":"custom","pattern":"p"}}}
        """;

    private const string Environment = """
        {"uuid":"{6}","name":"Test","rank":1,"environment_type":{"name":"Test"},"restrictions":{"admin_only":true},"lock":{"name":"OPEN"}}
        """;

    private const string Runner = """
        {"uuid":"{7}","name":"r","labels":["linux",{"name":"self.hosted"}],"state":{"status":"ONLINE","version":{"version":"1","current":"2"},"updated_on":"2026-01-01T00:00:00Z","cordoned":false},
        "oauth_client":{"id":"i","secret":"s","token_endpoint":"t","audience":"a"}}
        """;

    private const string Deployment = """
        {"uuid":"{8}","state":{"name":"COMPLETED","status":{"name":"SUCCESSFUL"},"started_on":"2026-01-01T00:00:00Z","completed_on":"2026-01-01T00:01:00Z"},
        "environment":{"uuid":"{6}","name":"Test"},"release":{"name":"#7","pipeline":{"uuid":"{1}"},"commit":{"hash":"a"}},"step":{"uuid":"{2}"}}
        """;

    private static readonly RepositoryId s_repo = TestApi.Repo;

    private static readonly VariableScope s_scope = VariableScope.OfRepository(s_repo);

    private static readonly (string Name, string Good, Func<BitbucketClient, Task<object?>> Work)[] s_operations =
    [
        ("read a run", Run, async c => await c.SendAsync(Pipelines.Get(s_repo, "7"), default)),
        ("start a run", Run, async c => await c.SendAsync(Pipelines.Create(s_repo, new TriggerRequest()), default)),
        ("stop a run", Run, async c => await RunStopper.StopAsync(c, s_repo, "7", default)),
        ("list runs", List(Run), async c => await c.ReadAllAsync(Pipelines.List(s_repo), r => r.Uuid, default)),
        ("list steps", List(Step), async c => await c.ReadAllAsync(Pipelines.Steps(s_repo, "7"), r => r.Uuid, default)),
        ("read a variable", Variable, async c => await c.SendAsync(VariableOperations.Get(s_scope, "{3}"), default)),
        ("remove variables", List(Variable), ApplyAllAsync),
        ("create a variable", Variable,
        async c => await c.SendAsync(
            VariableOperations.Create(s_scope, new VariableBody { Key = "A", Secured = true, Value = "s3cret" }), default)),
        ("list known hosts", List(Host), async c => await c.ReadAllAsync(KnownHosts.List(s_repo), h => h.Uuid, default)),
        ("list schedules", List(Schedule), async c => await new ScheduleEditor(c, s_repo).ListAsync(default)),
        ("enable a schedule", Schedule, async c => await c.SendAsync(ScheduleOperations.Update(s_repo, "{5}", true), default)),
        ("list executions", List($$"""{"type":"pipeline_schedule_execution_executed","pipeline":{{Run}}}"""),
            async c => await c.ReadAllAsync(ScheduleOperations.Executions(s_repo, "{5}"), e => e.PipelineDetail?.Uuid, default)),
        ("list environments", List(Environment), async c => await c.ReadAllAsync(Environments.List(s_repo), e => e.Uuid, default)),
        ("create a runner", Runner,
        async c => await c.SendAsync(Runners.Create(RunnerScope.OfRepository(s_repo), new RunnerBody()), default)),
        ("list runners", List(Runner),
        async c => await c.ReadAllAsync(Runners.List(RunnerScope.OfRepository(s_repo)), r => r.Uuid, default)),
        ("latest deployments", List(Deployment),
        async c => Api.Models.Deployment.Latest(await c.ReadAllAsync(Deployments.List(s_repo), d => d.Uuid, default)).ToList()),
        ("list caches", List("""{"uuid":"{9}","name":"node","file_size_bytes":7,"created_on":"2026-01-01T00:00:00Z"}"""), async c => await c.ReadAllAsync(Caches.List(s_repo), x => x.Uuid, default)),
        ("read the address of a cache", """{"uri":"https://x"}""", async c => await c.SendAsync(Caches.ContentUri(s_repo, "{9}"), default)),
        ("read keys", """{"keys":[{"kid":"k","kty":"RSA","n":"n","e":"e","x5c":["a"]}]}""", async c => await c.SendAsync(OpenIdConnect.Keys("team"), default)),
        ("find the key pair", """{"public_key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl c"}""", async c => await SshKeyPairs.FindAsync(c, s_repo, default)),
        ("read reasons", List("""{"type":"t","message":"m","stack_trace":"s","x":{"y":1}}"""), async c => await StepTests.ReasonsAsync(c, new TestCase { Uuid = "{a}", StepUuid = "{2}", Pipeline = "7", Workspace = "team", Repository = "app" }, default)),
        ("read an error", """{"type":"error","error":{"message":"m","detail":{"required":["a"],"granted":["b"]},"fields":{"f":["x"]},"data":{"key":"k"}}}""",
            async c => await c.SendAsync(Pipelines.Get(s_repo, "7"), default)),
        ("read anything", Run, async c => (await c.ReadJsonAsync(new ApiRequest { Path = "x" }, default)).GetRawText()),
    ];

    public static TheoryData<string> Operations => [.. s_operations.Select(o => o.Name)];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Whatever_comes_the_failure_is_a_known_one(string operation)
    {
        (_, string good, Func<BitbucketClient, Task<object?>> work) = Array.Find(s_operations, o => o.Name == operation);
        var random = new Random(operation.Length * 7919);
        int results = 0;
        int failures = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] body = round == 0 ? Encoding.UTF8.GetBytes(good) : Mutate(good, random);
            int status = operation == "read an error"
                ? 400
                : random.Next(20) == 0 ? new[] { 201, 202, 204, 206, 299, 304, 400, 404, 500, 555 }[random.Next(10)] : 200;
            using var api = new TestApi(o => o with { Retry = new RetryPolicy { MaxAttempts = 1, LongestLimitWait = TimeSpan.Zero } });
            foreach (string method in new[] { "GET", "POST", "PUT", "DELETE" })
            {
                api.Stub.Always(method, ".*", Answer.Bytes(body, "application/json", status));
            }

            try
            {
                Look(await work(api.Client), 0);
                results++;
            }
            catch (BitbucketApiException e)
            {
                Assert.NotEqual("", e.Message);
                failures++;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Round {round}, status {status}: {e}\n{Encoding.UTF8.GetString(body)}");
            }
        }

        // Both must have occurred, otherwise the test has checked nothing.
        // Stopping a run returns the failure as its result.
        Assert.True(failures > 0 || operation == "stop a run");
        Assert.True(results > 0 || operation == "read an error");
    }

    private static string List(string item) => $$"""{"values":[{{item}}],"size":1,"pagelen":100,"page":1}""";

    private static async Task<object?> ApplyAllAsync(BitbucketClient client)
    {
        var store = new VariableStore(client, s_scope);
        var results = new List<object>();
        foreach (Variable variable in await store.ReadAsync(default))
        {
            results.Add(
                await store.ApplyAsync(new PlannedVariable(variable.Name ?? "", ItemAction.Remove, variable, null, false), default));
        }

        return results;
    }

    /// <summary>Reads every property that a caller can read.</summary>
    private static void Look(object? value, int depth)
    {
        if (value is null || depth > 4)
        {
            return;
        }

        _ = value.ToString();
        if (value is System.Collections.IEnumerable and not string)
        {
            foreach (object? item in (System.Collections.IEnumerable)value)
            {
                Look(item, depth + 1);
            }
        }
        else if (value.GetType().Namespace?.StartsWith("BitbucketPipelines", StringComparison.Ordinal) == true
            && value is not BitbucketApiException)
        {
            foreach (PropertyInfo property in value.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0))
            {
                Look(property.GetValue(value), depth + 1);
            }
        }
        else if (value is System.Text.Json.JsonElement element && element.ValueKind == System.Text.Json.JsonValueKind.String)
        {
            _ = element.GetString();
        }
    }

    private static byte[] Mutate(string good, Random random)
    {
        if (random.Next(4) == 0)
        {
            return MutateBytes(Encoding.UTF8.GetBytes(good), random);
        }

        JsonNode root = JsonNode.Parse(good)!;
        string marked = "";
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            marked = MutateNode(root, random);
        }

        string text = root.ToJsonString();
        return Encoding.UTF8.GetBytes(marked.Length == 0 ? text : text.Replace("\"@@\"", marked));
    }

    /// <summary>Changes one nested member or item. Returns the text that replaces the mark.</summary>
    private static string MutateNode(JsonNode root, Random random)
    {
        var places = new List<JsonNode>();
        Collect(root, places);
        JsonNode place = places[random.Next(places.Count)];
        string[] raw =
        [
            "null", "7", "-1", "1e300", "1e999", "-1e18", "123456789012345678901234567890", "\"\"", "\"text\"", "true", "[]", "{}", "[[]]",
                "[null]", "{\"a\":null}", "1.5",
            "\"\\ud800\"", "\"\\u0000\"", "\"9999-99-99T99:99:99Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"2026-01-01\"",
            new string('[', 200) + new string(']', 200), "\"" + new string('x', 5000) + "\"",
        ];
        switch (place)
        {
            case JsonObject members when members.Count > 0:
                string name = members.ElementAt(random.Next(members.Count)).Key;
                if (random.Next(4) == 0)
                {
                    members.Remove(name);
                    return "";
                }

                members[random.Next(6) == 0 ? name + "_2" : name] = "@@";
                break;
            case JsonArray items:
                if (items.Count > 0 && random.Next(3) == 0)
                {
                    items.RemoveAt(0);
                    return "";
                }

                items.Add((JsonNode)"@@");
                break;
            default:
                return "";
        }

        return raw[random.Next(raw.Length)];
    }

    private static void Collect(JsonNode? node, List<JsonNode> places)
    {
        if (node is JsonObject members)
        {
            places.Add(members);
            foreach ((_, JsonNode? value) in members)
            {
                Collect(value, places);
            }
        }
        else if (node is JsonArray items)
        {
            places.Add(items);
            foreach (JsonNode? item in items)
            {
                Collect(item, places);
            }
        }
    }

    private static byte[] MutateBytes(byte[] body, Random random)
    {
        switch (random.Next(5))
        {
            case 0:
                return body[..random.Next(body.Length)];
            case 1:
                body[random.Next(body.Length)] = (byte)random.Next(256);
                return body;
            case 2:
                return [0xEF, 0xBB, 0xBF, .. body];
            case 3:
                return [.. body, .. body];
            default:
                return Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body));
        }
    }
}
