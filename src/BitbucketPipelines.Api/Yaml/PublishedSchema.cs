using System.Text.Json;

namespace BitbucketPipelines.Api.Yaml;

/// <summary>The schema of bitbucket-pipelines.yml that Bitbucket publishes, which needs no credentials.</summary>
internal static class PublishedSchema
{
    private const string Path = "/schemas/pipelines-configuration";
    private const long Longest = 4_000_000;

    private static readonly TimeSpan s_timeLimit = TimeSpan.FromSeconds(15);

    /// <summary>Reads the schema.</summary>
    /// <exception cref="BitbucketApiException">It could not be read in time.</exception>
    /// <exception cref="JsonException">What was read is no schema.</exception>
    public static async Task<Schema> ReadAsync(BitbucketClient client, CancellationToken cancellationToken)
    {
        // It lies beside the API, not below it. Credentials are not sent.
        ApiRequest request = ApiRequest.Download(new Uri(client.ApiUri, Path)) with { Path = Path, Accept = "application/json" };
        BitbucketClient limited = client.Until(Deadline.After(client.Clock, s_timeLimit));
        using ApiDownload file = await limited.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        using var json = new MemoryStream();
        while (json.Length < Longest
            && await file.ReadAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 and int count, Array: { } buffer })
        {
            json.Write(buffer, 0, count);
        }

        json.Position = 0;
        Schema schema = SchemaReader.Read(json);
        return schema.IsEmpty ? throw new JsonException("This is not a JSON Schema.") : schema;
    }
}
