using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>How long a run will take, judged by the last successful one of the same target.</summary>
internal static class RunEstimate
{
    /// <summary>The selectors of runs, in the words of the list's filter.</summary>
    private static readonly Dictionary<string, string> s_selectorFilter = new(StringComparer.Ordinal)
    {
        ["default"] = "DEFAULT",
        ["branches"] = "BRANCH",
        ["tags"] = "TAG",
        ["custom"] = "CUSTOM",
        ["pull-requests"] = "PULLREQUESTS",
    };

    /// <summary>The duration, or null when there is none to go by.</summary>
    public static async Task<TimeSpan?> ReadAsync(
        BitbucketClient client, RepositoryId repository, Pipeline run, CancellationToken cancellationToken)
    {
        if (run.Target?.Selector?.Type is not { } selector || !s_selectorFilter.TryGetValue(selector, out string? word))
        {
            return null;
        }

        ApiRequest<Page<Pipeline>> request = Pipelines.List(repository)
            .With("status", "PASSED")
            .With("target.selector.type", word)
            .With("target.selector.pattern", run.Target.Selector.Pattern)
            // Every tag is new; any earlier one is as good a measure.
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
