namespace BitbucketPipelines.Api.Runs;

/// <summary>An open run, as far as looks are planned for it.</summary>
/// <param name="Created">When it was created, since the start of the wait; negative if before.</param>
/// <param name="Forecast">How long it may take, from earlier runs of its pipeline; null if there are none.</param>
internal sealed record LookRun(TimeSpan Created, DurationForecast? Forecast);
