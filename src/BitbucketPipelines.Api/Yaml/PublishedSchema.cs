using System.Text.Json;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Yaml;

/// <summary>The schema of bitbucket-pipelines.yml that Bitbucket publishes, which needs no credentials.</summary>
internal static class PublishedSchema
{
    private const string Path = "/schemas/pipelines-configuration";

    private static readonly TimeSpan s_timeLimit = TimeSpan.FromSeconds(15);

    /// <summary>Reads the schema.</summary>
    /// <exception cref="BitbucketApiException">It could not be read in time.</exception>
    /// <exception cref="JsonException">What was read is no schema.</exception>
    public static async Task<Schema> ReadAsync(BitbucketClient client, CancellationToken cancellationToken)
    {
        // It lies beside the API, not below it. Credentials are not sent.
        var request = new ApiRequest<JsonElement>(WireContext.Default.JsonElement)
        {
            Path = Path,
            Address = new Uri(client.ApiUri, Path),
            Anonymous = true,
        };
        BitbucketClient limited = client.Until(Deadline.After(client.Clock, s_timeLimit));
        Schema schema = SchemaReader.Read(await limited.SendAsync(request, cancellationToken).ConfigureAwait(false));
        return schema.IsEmpty ? throw new JsonException("The answer is no JSON Schema.") : schema;
    }
}
