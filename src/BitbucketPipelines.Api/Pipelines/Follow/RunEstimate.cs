using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Estimates the duration of a run from the last successful run of the same target.</summary>
internal static class RunEstimate
{
    /// <summary>The types of selectors in runs, and the values of the list filter for them.</summary>
    private static readonly Dictionary<string, string> s_selectorFilter = new(StringComparer.Ordinal)
    {
        ["default"] = "DEFAULT",
        ["branches"] = "BRANCH",
        ["tags"] = "TAG",
        ["custom"] = "CUSTOM",
        ["pull-requests"] = "PULLREQUESTS",
    };

    /// <summary>Returns the duration; null when there is no such run, or when it cannot be read.</summary>
    public static async Task<TimeSpan?> ReadAsync(
        BitbucketClient client, RepositoryId repository, Pipeline run, CancellationToken cancellationToken)
    {
        if (run.Target?.Selector?.Type is not { } selector || !s_selectorFilter.TryGetValue(selector, out string? type))
        {
            return null;
        }

        ApiRequest<Page<Pipeline>> request = Pipelines.List(repository)
            .With("status", "PASSED")
            .With("target.selector.type", type)
            .With("target.selector.pattern", run.Target.Selector.Pattern)
            // A tag is usually new, so use the last run of any tag.
            .With("target.ref_name", run.Tag is null ? run.Target.RefName : null)
            .With("pagelen", "1");
        try
        {
            Page<Pipeline> page = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return page.Values?.FirstOrDefault(p => p.Result == PipelineStates.Successful)?.Duration;
        }
        catch (BitbucketApiException)
        {
            return null;
        }
    }
}
