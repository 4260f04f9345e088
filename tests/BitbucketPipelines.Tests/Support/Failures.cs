using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>Sample requests and failures, and the checks that every failure must pass.</summary>
internal static class Failures
{
    public const string RunPath = "repositories/team/app/pipelines/42";
    public const string CreatePath = "repositories/team/app/pipelines/";

    /// <summary>The smallest valid run.</summary>
    public const string RunBody = """{"uuid":"{11111111-1111-1111-1111-111111111111}","build_number":42}""";

    /// <summary>A run as the response to <see cref="Get"/> and <see cref="Create"/>.</summary>
    public static Respond Run(int status = 200, params string[] headers) => Answer.Json(RunBody, status, headers);

    public static ApiRequest<Api.Models.Pipeline> Get() => Api.Endpoints.Pipelines.Get(TestApi.Repo, "42");

    public static ApiRequest<Api.Models.Pipeline> Create() => Api.Endpoints.Pipelines.Create(
        TestApi.Repo,
        new Api.Models.TriggerRequest { Target = new() { Type = "pipeline_ref_target", RefKind = "branch", RefName = "main" } });

    public static ApiRequest Put() => new() { Method = HttpMethod.Put, Path = RunPath, Body = "{\"a\":1}"u8.ToArray() };

    public static ApiRequest Delete() => new() { Method = HttpMethod.Delete, Path = RunPath };

    public static Task<BitbucketApiException> OfAsync(Func<Task> action) => Assert.ThrowsAsync<BitbucketApiException>(action);

    /// <summary>Failures without a complete response, and gateway errors, by name.</summary>
    public static Respond Named(string name) => name switch
    {
        "refused" => Answer.Refused,
        "broken" => Answer.Broken,
        "hangs" => Answer.Hangs,
        "body breaks" => Answer.Stream("{\"build_number\":"u8.ToArray(), StubStream.End.Broken, "application/json"),
        "body stalls" => Answer.Stream("{\"build_number\":"u8.ToArray(), StubStream.End.Stalled, "application/json"),
        _ => Answer.Text("<html>gateway</html>", "text/html", int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)),
    };

    /// <summary>Fails if a message or an inner exception contains a secret.</summary>
    public static void HidesSecret(Exception e, string secret)
    {
        for (Exception? at = e; at is not null; at = at.InnerException)
        {
            Assert.DoesNotContain(secret, at.Message, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(secret, at.ToString(), StringComparison.OrdinalIgnoreCase);
        }

        if (e is BitbucketApiException api)
        {
            Assert.DoesNotContain(
                secret, $"{api.ServerMessage} {api.Detail} {api.DataKey} {api.Request} {string.Join(" ", api.Fields.Values)}");
        }
    }
}
