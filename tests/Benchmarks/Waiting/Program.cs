using System.Globalization;
using BitbucketPipelines.Benchmarks;

// Mean and 95th percentile of the delay from the end of a run to noticing it, and the number of requests, on virtual time.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Earlier = 10;
if (!WaitingOptions.TryParse(args, out WaitingOptions options))
{
    Console.Error.WriteLine(WaitingOptions.Usage);
    return 2;
}

var cells = new List<(Durations Durations, double Middle)>();
foreach (double middle in new[] { 20.0, 120, 1200, 7200 })
{
    cells.AddRange(Durations.OfMiddle.Select(d => (d, middle)));
}

cells.Add((Durations.Short, 0));
cells.Add((Durations.Any, 0));
cells.Add((Durations.ShortOfOwn, -1));
Console.WriteLine($"{"durations",-30}{"history",8}{"repos",6}{"limit",7} | {"every 10 s",-22} | {"10 s * 1.5 to 120",-22} | "
    + $"{"before",-22} | {"planned",-22} | better than");
int better = 0, atEqual = 0, possible = 0;
foreach ((Durations durations, double middle) in cells)
{
    foreach (bool history in new[] { true, false })
    {
        foreach (int count in new[] { 1, 20, 300 })
        {
            foreach (int limit in new[] { 1000, 10_000 })
            {
                if (options.Only is { } only && !$"{durations.Name} {middle} {(history ? Earlier : 0)} {count} {limit}".Contains(only))
                {
                    continue;
                }

                int repeats = options.Seeds ?? (count == 1 ? 100 : count == 20 ? 6 : 1);
                IReadOnlyList<SimulatedRun>[] worlds =
                    [.. Enumerable.Range(0, repeats).Select(seed => World(durations, middle, history, count, seed))];
                Score[] scores =
                [
                    Average(worlds, w => Simulation.Run(w, r => new EveryTen(r.Count), limit)),
                    Average(worlds, w => Simulation.Run(w, r => new GrowingByHalf(r.Count), limit)),
                    Average(worlds, w => Simulation.Run(w, r => new Former(r.Count), limit)),
                    Average(worlds, w => Simulation.Run(w, r => new Planned(r, limit), limit)),
                ];
                string[] names = ["10 s", "growing", "before"];
                string[] beaten = [.. names.Where((_, i) => IsBetter(scores[3], scores[i]))];
                better += beaten.Length;
                possible += 3;
                string name = middle > 0 ? $"{durations.Name}, {Text(middle)}" : durations.Name;
                Console.WriteLine($"{name,-30}{(history ? Earlier : 0),8}{count,6}{limit,7} | "
                    + string.Join(" | ", scores.Select(Row))
                    + $" | {string.Join(", ", beaten)}");
                for (int i = 0; i < names.Length && !options.IsBrief; i++)
                {
                    if (!beaten.Contains(names[i]) && AtMost(scores[i].Requests, worlds, limit) is { } equal)
                    {
                        bool isSooner = equal.Mean <= scores[i].Mean && equal.Late <= scores[i].Late;
                        atEqual += isSooner ? 1 : 0;
                        string row = $"  planned at equal requests: {names[i]}";
                        Console.WriteLine($"{row,-126} | {Row(equal)} | {(isSooner ? names[i] : "")}");
                    }
                }
            }
        }
    }
}

Console.WriteLine($"Better in the mean, in the 95th percentile and in requests at once: {better} of {possible}; "
    + $"{atEqual} more with a price of looks at which there are no more requests.");
return 0;

static bool IsBetter(Score one, Score other) => one.Mean <= other.Mean && one.Late <= other.Late && one.Requests <= other.Requests;

static string Row(Score score) => $"{score.Mean,6:0.0} {score.Late,6:0.0} {score.Requests,8:0.#}";

// The planner with the lowest price of a look at which it sends no more requests than this. Null if there is none.
static Score? AtMost(double requests, IReadOnlyList<SimulatedRun>[] worlds, int limit)
{
    double[] prices = [0.3, 0.6, 1.2, 2.5, 5, 10, 20, 40, 80, 160, 320, 640];
    Score? found = null;
    int low = 0, high = prices.Length - 1;
    while (low <= high)
    {
        int middle = (low + high) / 2;
        Score score = Average(worlds, w => Simulation.Run(w, r => new Planned(r, limit, prices[middle]), limit));
        (low, high, found) = score.Requests <= requests ? (low, middle - 1, score) : (middle + 1, high, found);
    }

    return found;
}

static string Text(double seconds) => seconds < 60 ? $"{seconds} s" : seconds < 3600 ? $"{seconds / 60} min" : $"{seconds / 3600} h";

static Score Average(IReadOnlyList<SimulatedRun>[] worlds, Func<IReadOnlyList<SimulatedRun>, Score> run)
{
    Score[] scores = [.. worlds.Select(run)];
    double[] means = [.. scores.Select(s => s.Mean).Order()];
    // With one run in each world, the 95th percentile is over the worlds.
    double late = worlds[0].Count == 1 ? means[(int)Math.Ceiling(0.95 * means.Length) - 1] : scores.Average(s => s.Late);
    return new Score(means.Average(), late, scores.Average(s => s.Requests));
}

// Each repository has a middle of its own within a fifth; a shift keeps looks at round times from hitting the end by luck.
static IReadOnlyList<SimulatedRun> World(Durations durations, double middle, bool history, int count, int seed)
{
    var random = new Random((seed * 7919) + count);
    return
    [
        .. Enumerable.Range(0, count).Select(_ =>
        {
            double own = middle < 0 ? 5 + (55 * random.NextDouble()) : middle * (0.9 + (0.2 * random.NextDouble()));
            return new SimulatedRun(
                durations.Draw(random, own), history ? [.. Enumerable.Range(0, Earlier).Select(_ => durations.Draw(random, own))] : []);
        }),
    ];
}
