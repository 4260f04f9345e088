using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Api.Settings;

/// <summary>The difference of one setting between a repository and another one, or a file.</summary>
/// <param name="Kind">The kind of setting: Variable, Environment, KnownHost, Schedule, Configuration, BuildNumber, SshKeyPair.</param>
/// <param name="Name">The name.</param>
/// <param name="Left">The value of the repository; null when there is none, <c>(secured)</c> when it cannot be read.</param>
/// <param name="Right">The value that it is compared with; null when there is none, <c>(secured)</c> when it cannot be read.</param>
/// <param name="Difference">Equal, Different, LeftOnly, RightOnly, or Unknown for two values of which one cannot be read.</param>
public sealed record SettingDifference(string Kind, string Name, string? Left, string? Right, string Difference)
{
    /// <summary>The deployment environment of a variable; null for other settings.</summary>
    public string? Environment { get; internal init; }

    /// <summary>The workspace of the repository on the left.</summary>
    public string? Workspace { get; internal init; }

    /// <summary>The repository on the left.</summary>
    public string? Repository { get; internal init; }

    /// <summary>The repository or file on the right.</summary>
    public string? ComparedWith { get; internal init; }

    /// <summary>Whether the two sides differ.</summary>
    internal bool IsDrift => Difference is not ("Equal" or "Unknown");

    /// <summary>Compares two repositories. Parts that one side does not know are not compared.</summary>
    internal static IReadOnlyList<SettingDifference> Between(RepositorySettings left, RepositorySettings right) => [.. new[]
    {
        Configuration(left, right),
        Parts(left.Environments, right.Environments, (l, r) => Items(
            SettingKind.Environment, l, r, e => e.Name, e => e.Name, Describe, ignoreCase: true)),
        Variables(left.Variables, right.Variables, null),
        Parts(left.Environments, right.Environments, EnvironmentVariables),
        Parts(left.KnownHosts, right.KnownHosts, (l, r) => Items(
            SettingKind.KnownHost, l, r, h => SshHostName.Canonical(h.Name), h => h.Name, h => $"{h.Key?.KeyType} {h.Key?.Fingerprint}",
            ignoreCase: true)),
        Parts(left.Schedules, right.Schedules, (l, r) => Items(
            SettingKind.Schedule, l, r, KeyOf, s => s.ToString(), s => s.Enabled ? "enabled" : "disabled", ignoreCase: false)),
        Single(SettingKind.BuildNumber, "Next build number", Text(left.NextBuildNumber), Text(right.NextBuildNumber)),
        left.PublicKey is null && right.PublicKey is null ? [] : [Row(
            SettingKind.SshKeyPair, "SSH key pair", KeyText(left.PublicKey), KeyText(right.PublicKey))],
    }.SelectMany(rows => rows).Select(row => row with
    {
        Workspace = left.Workspace,
        Repository = left.Repository,
        ComparedWith = right.ToString(),
    })];

    private static IEnumerable<SettingDifference> Configuration(RepositorySettings left, RepositorySettings right) =>
        left.EnabledFailure is null && right.EnabledFailure is null
            ? Single(SettingKind.Configuration, "Pipelines", Text(left.Enabled), Text(right.Enabled))
            : [new SettingDifference("Configuration", "Pipelines", Text(left.Enabled), Text(right.Enabled), "Unknown")];

    private static IEnumerable<SettingDifference> Parts<T>(T? left, T? right, Func<T, T, IEnumerable<SettingDifference>> compare)
        where T : class => left is null || right is null ? [] : compare(left, right);

    private static IEnumerable<SettingDifference> Single(SettingKind kind, string name, string? left, string? right) =>
        left is null || right is null ? [] : [Row(kind, name, left, right)];

    private static IEnumerable<SettingDifference> EnvironmentVariables(
        IReadOnlyList<EnvironmentSettings> left, IReadOnlyList<EnvironmentSettings> right)
    {
        foreach (string name in left.Concat(right).Select(e => e.Name).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            EnvironmentSettings? one = left.FirstOrDefault(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));
            EnvironmentSettings? other = right.FirstOrDefault(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));
            IReadOnlyList<VariableEntry>? none = [];
            foreach (SettingDifference row in Variables(one is null ? none : one.Variables, other is null ? none : other.Variables, name))
            {
                yield return row;
            }
        }
    }

    private static IEnumerable<SettingDifference> Variables(
        IReadOnlyList<VariableEntry>? left, IReadOnlyList<VariableEntry>? right, string? environment) =>
        left is null || right is null ? []
        : VariableDifference.Between(left.Select(ToVariable), right.Select(ToVariable)).Select(d => new SettingDifference(
            nameof(SettingKind.Variable), d.Name, d.Left, d.Right, d.Difference) { Environment = environment });

    private static Variable ToVariable(VariableEntry entry) =>
        new() { Name = entry.Name, Value = entry.Value, Secured = entry.Secured ?? false };

    /// <summary>Pairs items of the same key, in the order of the keys. Several items of one key are paired one by one.</summary>
    private static IEnumerable<SettingDifference> Items<T>(
        SettingKind kind, IReadOnlyList<T> left, IReadOnlyList<T> right, Func<T, string> key, Func<T, string> name,
        Func<T, string> describe, bool ignoreCase)
        where T : class
    {
        StringComparer comparer = ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        ILookup<string, T> one = left.ToLookup(key, comparer);
        ILookup<string, T> other = right.ToLookup(key, comparer);
        foreach (string same in left.Concat(right).Select(key).Distinct(comparer))
        {
            T[] ls = [.. one[same].OrderBy(describe, StringComparer.Ordinal)];
            T[] rs = [.. other[same].OrderBy(describe, StringComparer.Ordinal)];
            for (int i = 0; i < Math.Max(ls.Length, rs.Length); i++)
            {
                T? l = ls.ElementAtOrDefault(i);
                T? r = rs.ElementAtOrDefault(i);
                yield return Row(kind, name((l ?? r)!), l is null ? null : describe(l), r is null ? null : describe(r));
            }
        }
    }

    private static SettingDifference Row(SettingKind kind, string name, string? left, string? right) => new(
        kind.ToString(), name, left, right,
        left is null ? "RightOnly" : right is null ? "LeftOnly" : left == right ? "Equal" : "Different");

    private static string Describe(EnvironmentSettings environment) =>
        $"{environment.Type}{(environment.AdminOnly == true ? ", administrators only" : "")}";

    /// <summary>The same times can be written in several ways.</summary>
    private static string KeyOf(ScheduleSettings schedule) =>
        $"{schedule.Branch}\n{schedule.Custom}\n{(CronPattern(schedule.Cron) ?? schedule.Cron).ToUpperInvariant()}";

    private static string? CronPattern(string cron) => Schedules.CronPattern.TryParse(cron)?.Quartz;

    private static string? KeyText(string? key) =>
        key is null ? null : SshPublicKey.TryParse(key) is { } parsed ? $"{parsed.KeyType} {parsed.Fingerprint}" : key;

    private static string? Text(bool? enabled) => enabled switch { true => "enabled", false => "disabled", null => null };

    private static string? Text(long? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
