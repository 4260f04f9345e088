using System.Globalization;

namespace BitbucketPipelines.Api;

/// <summary>Numbers of things in words, in the singular where there is one: <c>1 second</c>, <c>2 repositories</c>.</summary>
internal static class Counted
{
    private static readonly string[] s_withEs = ["s", "x", "ch", "sh"];

    /// <summary>A number of things: <c>2 repositories</c>.</summary>
    /// <param name="count">The number.</param>
    /// <param name="kind">The name of one: <c>repository</c>.</param>
    public static string Of(long count, string kind) =>
        string.Format(CultureInfo.InvariantCulture, "{0:N0} {1}", count, count == 1 ? kind : Plural(kind));

    /// <summary>A number of things and the verb: <c>1 place is</c>, <c>2 places are</c>.</summary>
    public static string Are(long count, string kind) => $"{Of(count, kind)} {(count == 1 ? "is" : "are")}";

    /// <summary>A number of things and the verb: <c>1 error was</c>, <c>2 errors were</c>.</summary>
    public static string Were(long count, string kind) => $"{Of(count, kind)} {(count == 1 ? "was" : "were")}";

    /// <summary>A duration in whole seconds: <c>100 seconds</c>.</summary>
    public static string Seconds(TimeSpan time) => Seconds(Math.Round(time.TotalSeconds));

    /// <summary>A duration in seconds: <c>0.5 seconds</c>.</summary>
    public static string Seconds(double seconds) => Of(seconds, "second");

    /// <summary>An amount with up to two digits after the point: <c>0.5 minutes</c>.</summary>
    public static string Of(double amount, string kind)
    {
        string number = amount.ToString("0.##", CultureInfo.InvariantCulture);
        return $"{number} {(number == "1" ? kind : Plural(kind))}";
    }

    /// <summary>The name of several things: <c>repositories</c>.</summary>
    public static string Plural(string kind) =>
        s_withEs.Any(end => kind.EndsWith(end, StringComparison.Ordinal)) ? $"{kind}es"
        : kind.Length > 1 && kind[kind.Length - 1] == 'y' && "aeou".IndexOf(kind[kind.Length - 2]) < 0
        ? $"{kind.Remove(kind.Length - 1)}ies" : $"{kind}s";
}
