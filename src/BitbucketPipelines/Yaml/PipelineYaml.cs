using System.Text.Json;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Yaml;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>Checks texts of bitbucket-pipelines.yml, and reads the schema for that.</summary>
internal static class PipelineYaml
{
    /// <summary>Checks the bytes of a file.</summary>
    public static IReadOnlyList<PipelineYamlFinding> Check(byte[] content, Schema schema, PipelineYamlFinding place)
    {
        try
        {
            // The size says enough; the bytes of a huge file are not worth decoding.
            return content.LongLength > Api.Runs.CustomPipelines.LongestFile
                ? [place with
                {
                    Severity = YamlProblem.Error,
                    Rule = "limit",
                    Message = $"The file is longer than {YamlTree.MaxLength:n0} characters, and is not read.",
                }]
                : Check(FileText.Decode(content), schema, place);
        }
        catch (FileTextException e)
        {
            return [place with
            {
                Severity = YamlProblem.Error,
                Rule = "encoding",
                Line = e.Line,
                Message = $"The file is not a text in UTF-8. {Sentence(e)}",
            }];
        }
    }

    /// <summary>Checks a text.</summary>
    public static IReadOnlyList<PipelineYamlFinding> Check(string text, Schema schema, PipelineYamlFinding place) =>
        [.. new PipelineFile(text).Check(schema).Select(p => place with
        {
            Severity = p.Severity,
            Rule = p.Rule,
            Line = p.Line,
            Column = p.Column,
            Message = LogSanitizer.Message(p.Unknown is null || p.Known.Count == 0
                ? p.Message
                : $"{p.Message} {Suggestion.Text(p.Unknown, p.Known, "Known are")}"),
        })];

    /// <summary>The published schema, or null and the reason why it cannot be read.</summary>
    public static async Task<(Schema? Schema, string? Problem)> ReadSchemaAsync(BitbucketClient client, CancellationToken cancellationToken)
    {
        try
        {
            return (await PublishedSchema.ReadAsync(client, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception e) when (e is BitbucketApiException or JsonException)
        {
            return (null, e.Message);
        }
    }

    /// <summary>The content of a file; null if it is no text.</summary>
    public static PipelineFile? TryRead(FileContent read)
    {
        try
        {
            return new PipelineFile(read.Text);
        }
        catch (FileTextException)
        {
            return null;
        }
    }

    private static string Sentence(FileTextException e)
    {
        int colon = e.Message.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? e.Message : e.Message.Substring(colon + 2);
    }
}
