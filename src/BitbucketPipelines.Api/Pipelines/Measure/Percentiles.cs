namespace BitbucketPipelines.Api.Runs;

/// <summary>The middle and the upper end of numbers.</summary>
internal static class Percentiles
{
    /// <summary>The middle one, or the mean of the two in the middle; null when there are none.</summary>
    /// <param name="sorted">The numbers, in ascending order.</param>
    public static double? Median(List<double> sorted) =>
        sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;

    /// <summary>The smallest number that so many percent of all do not exceed (nearest rank); null when there are none.</summary>
    /// <param name="sorted">The numbers, in ascending order.</param>
    /// <param name="percent">From 1 to 100.</param>
    public static double? NearestRank(List<double> sorted, int percent) =>
        sorted.Count == 0 ? null : sorted[(int)((((long)sorted.Count * percent) + 99) / 100) - 1];
}
