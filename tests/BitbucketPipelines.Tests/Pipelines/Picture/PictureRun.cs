using System.Text.Json;
using System.Text.Json.Nodes;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>
/// Runs for pictures. A step is "name|from-to|state", with seconds since the run was created; "name||state" never started.
/// </summary>
internal static class PictureRun
{
    public static readonly DateTimeOffset Noon = VirtualClock.Start;

    public static RunSnapshot Of(string state, params string[] steps) => Of(state, null, steps);

    public static RunSnapshot Of(string state, int? length, string[] steps)
    {
        JsonObject run = RunJson.Run(42, state);
        run["created_on"] = Time(0);
        if (length is { } seconds)
        {
            run["completed_on"] = Time(seconds);
        }

        Pipeline read = run.Deserialize(WireContext.Default.Pipeline)!;
        read.SetLocation(TestApi.Repo, new Uri("https://bitbucket.org/"));
        return new RunSnapshot(read, [.. steps.Select((s, i) => Step(s, i + 1))]);
    }

    public static RunTimeline At(this RunSnapshot snapshot, double seconds) => snapshot.At(Noon.AddSeconds(seconds));

    private static PipelineStep Step(string text, int position)
    {
        string[] parts = text.Split('|');
        JsonObject json = RunJson.Step(parts[0], parts[2].TrimEnd('m'), parts[2].EndsWith('m') ? RunJson.Manual : RunJson.Automatic);
        string[] times = parts[1].Split('-');
        if (times[0].Length > 0)
        {
            json["started_on"] = Time(int.Parse(times[0], System.Globalization.CultureInfo.InvariantCulture));
        }

        if (times.Length > 1 && times[1].Length > 0)
        {
            json["completed_on"] = Time(int.Parse(times[1], System.Globalization.CultureInfo.InvariantCulture));
        }

        if (parts.Length > 3)
        {
            json["run_number"] = int.Parse(parts[3], System.Globalization.CultureInfo.InvariantCulture);
        }

        PipelineStep step = json.Deserialize(WireContext.Default.PipelineStep)!;
        step.Position = position;
        step.Pipeline = "42";
        step.SetLocation(TestApi.Repo, new Uri("https://bitbucket.org/"));
        step.Url = WebLinks.Step(new Uri("https://bitbucket.org/"), TestApi.Repo, "42", step.Uuid);
        return step;
    }

    private static string Time(int seconds) => Noon.AddSeconds(seconds).ToString("O");
}
