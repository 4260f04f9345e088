using System.Globalization;

namespace BitbucketPipelines.Api;

/// <summary>
/// Identifies a run. It is parsed from <c>42</c>, <c>#42</c>, a uuid with or without braces or percent-encoded, or the URL of a web page.
/// </summary>
/// <param name="Value">The build number, or the uuid in braces. The API accepts both as <c>{pipeline_uuid}</c>.</param>
/// <param name="Repository">The repository, if the URL contains it.</param>
internal sealed record PipelineId(string Value, RepositoryId? Repository = null)
{
    /// <summary>The build number; null for a uuid.</summary>
    public long? BuildNumber => long.TryParse(Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>Parses the text. Returns false if it does not identify a run.</summary>
    public static bool TryParse(string? text, out PipelineId? id)
    {
        id = null;
        string value = (text ?? "").Trim();
        RepositoryId? repository = null;
        if (Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" or "http")
        {
            (string? workspace, string? slug) = RepositoryId.Parse(value);
            repository = workspace is null || slug is null ? null : new RepositoryId(workspace, slug);
            // …/pipelines/results/42[/steps/{uuid}], …/addon/pipelines/home#!/results/42, or the API's …/pipelines/{uuid}
            string[] parts = (uri!.AbsolutePath + "/" + uri.Fragment).Split('/');
            int at = Array.FindLastIndex(parts, p => p is "results" or "pipelines");
            value = at >= 0 && at + 1 < parts.Length ? parts[at + 1] : "";
        }

        value = Uri.UnescapeDataString(value).TrimStart('#');
        if (Guid.TryParse(value, out Guid uuid))
        {
            id = new PipelineId(uuid.ToString("B"), repository);
        }
        else if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0)
        {
            id = new PipelineId(number.ToString(CultureInfo.InvariantCulture), repository);
        }

        return id is not null;
    }

    /// <summary>The build number with a number sign, or the uuid.</summary>
    public override string ToString() => BuildNumber is { } number ? "#" + number.ToString(CultureInfo.InvariantCulture) : Value;
}
