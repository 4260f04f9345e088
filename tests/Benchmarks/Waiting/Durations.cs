namespace BitbucketPipelines.Benchmarks;

/// <summary>A distribution of the durations of runs, in seconds.</summary>
internal sealed record Durations(string Name, Func<Random, double, double> Draw)
{
    /// <summary>The distributions whose middle is given.</summary>
    public static IReadOnlyList<Durations> OfMiddle { get; } =
    [
        new("constant", (_, middle) => middle),
        new("normal, 10 %", (random, middle) => Math.Max(5, middle * (1 + (0.1 * Normal(random))))),
        new("lognormal, 0.3", (random, middle) => Math.Max(5, middle * Math.Exp(0.3 * Normal(random)))),
        new("fails early or full", (random, middle) =>
            Math.Max(5, middle * (random.NextDouble() < 0.3 ? 0.2 : 1) * (1 + (0.05 * Normal(random))))),
    ];

    /// <summary>Any duration from 5 to 60 seconds.</summary>
    public static Durations Short { get; } = new("uniform 5-60 s", (random, _) => 5 + (55 * random.NextDouble()));

    /// <summary>Each repository has a duration of its own from 5 to 60 seconds, within which its runs differ.</summary>
    public static Durations ShortOfOwn { get; } = new(
        "5-60 s, each own, 20 %", (random, own) => Math.Max(3, own * (1 + (0.2 * Normal(random)))));

    /// <summary>Any duration from 20 seconds to two hours, as many from 1 to 2 minutes as from 1 to 2 hours.</summary>
    public static Durations Any { get; } = new("any 20 s-2 h", (random, _) => 20 * Math.Pow(360, random.NextDouble()));

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
