using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Waits for runs while the virtual clock advances automatically.</summary>
internal static class Watching
{
    /// <summary>The outcomes by repository and build number, with the second in which each was reported.</summary>
    public static Dictionary<string, (RunOutcome Outcome, double At)> Watch(
        this TestApi api, WatchOptions options, params WatchedRun[] runs) =>
        api.Watch(options, null, runs);

    /// <summary>The same, with a clock that stops at <paramref name="until"/>.</summary>
    public static Dictionary<string, (RunOutcome Outcome, double At)> Watch(
        this TestApi api, WatchOptions options, TimeSpan? until, params WatchedRun[] runs)
    {
        var outcomes = new Dictionary<string, (RunOutcome, double)>();
        api.Clock.Simulate(() => new RunWatcher(api.Client, options).WatchAsync(
            runs,
            (outcome, _) =>
            {
                lock (outcomes)
                {
                    outcomes.Add($"{outcome.Watched.Repository.Slug} {outcome.Watched.Pipeline}",
                        (outcome, api.Clock.Elapsed.TotalSeconds));
                }

                return Task.CompletedTask;
            },
            CancellationToken.None), until);
        return outcomes;
    }

    /// <summary>Waits for one run and returns its outcome.</summary>
    public static (
        RunOutcome Outcome, double At) WatchOne(this TestApi api, WatchOptions options, WatchedRun run, TimeSpan? until = null) =>
        Assert.Single(api.Watch(options, until, run)).Value;
}
