using System.Net;
using System.Net.Http.Headers;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>
/// Half of the time of the first request goes to the runtime, which compiles the code on the way. So while PowerShell imports the module
/// on its thread, another sends a request that is answered in this process, without a network. Only where the environment has credentials,
/// because there a request follows soon.
/// </summary>
internal static class Rehearsal
{
    private static readonly string[] s_secrets =
        ["BITBUCKET_API_TOKEN", "BITBUCKET_ACCESS_TOKEN", "BITBUCKET_TOKEN", "BITBUCKET_CLIENT_SECRET", .. SessionSettings.StepTokens];

    private static int s_begun;

    /// <summary>Begins, once in a process. Returns at once.</summary>
    public static void Begin()
    {
        if (Interlocked.Exchange(ref s_begun, 1) == 0 && HasCredentials(Environment.GetEnvironmentVariable))
        {
            _ = Task.Run(RunAsync);
        }
    }

    /// <summary>Whether the environment has what looks like credentials.</summary>
    internal static bool HasCredentials(Func<string, string?> variable) =>
        Array.Exists(s_secrets, name => !string.IsNullOrEmpty(variable(name)));

    /// <summary>Reads a page of one run from an answer that is made here.</summary>
    internal static async Task<IReadOnlyList<Pipeline>> RunAsync()
    {
        var options = new BitbucketClientOptions { ApiUri = new Uri("https://rehearsal.invalid/2.0/"), WrapHandler = _ => new Stage() };
        using var client = new BitbucketClient(options);
        using var reader = new PageReader<Pipeline>(client, Pipelines.List(new RepositoryId("a", "b")), run => run.Uuid, default);
        return await reader.ReadAsync().ConfigureAwait(false) ?? [];
    }

    /// <summary>Takes the place of the network.</summary>
    private sealed class Stage : HttpMessageHandler
    {
        private const string Answer =
            """
            {"size":1,"page":1,"pagelen":100,"values":[{"type":"pipeline","uuid":"{00000000-0000-0000-0000-000000000000}","build_number":1,
            "created_on":"2026-01-01T00:00:00Z","duration_in_seconds":1,"creator":{"type":"user","display_name":"a"},
            "repository":{"type":"repository","full_name":"a/b"},"trigger":{"type":"pipeline_trigger_push"},
            "target":{"type":"pipeline_ref_target","ref_type":"branch","ref_name":"a","commit":{"hash":"0"},"selector":{"type":"default"}},
            "state":{"type":"pipeline_state_completed","name":"COMPLETED","result":{"name":"SUCCESSFUL"}}}]}
            """;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(Answer));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request });
        }
    }
}
