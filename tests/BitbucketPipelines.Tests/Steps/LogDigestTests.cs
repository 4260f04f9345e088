using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Tests.Steps.Logs;

namespace BitbucketPipelines.Tests.Steps;

/// <summary>A digest of a log has the cause of the failure among its lines.</summary>
public sealed class LogDigestTests
{
    private static readonly IReadOnlyList<SeededLog> s_logs = SeededLog.Read("failures.txt");

    public static TheoryData<string> Names => [.. s_logs.Select(l => l.Name)];

    [Fact]
    public void There_are_at_least_fifty_seeded_failures() => Assert.True(s_logs.Count >= 50);

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_the_cause_in_60_lines(string name)
    {
        SeededLog log = s_logs.Single(l => l.Name == name);
        foreach ((int seed, int noise) in ((int, int)[])[(1, 200), (2, 900), (3, 5000)])
        {
            var digest = new LogDigest(60);
            digest.Add(log.Failed(seed, noise));
            IReadOnlyList<string> lines = digest.Render("step 'Build'");
            Assert.True(lines.Count <= 60, $"{lines.Count} lines");
            Assert.All(log.Causes, cause => Assert.True(
                lines.Any(l => l.Contains(cause.Trim(), StringComparison.Ordinal)), $"'{cause}' is not in:\n{string.Join('\n', lines)}"));
            Assert.DoesNotContain(lines, l => l.Contains('\u001b', StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compared_with_a_successful_log_the_cause_is_in_the_first_lines(string name)
    {
        SeededLog log = s_logs.Single(l => l.Name == name);
        foreach ((int seed, int noise) in ((int, int)[])[(1, 200), (2, 900), (3, 5000)])
        {
            var known = new KnownLines();
            log.Successful(seed + 100, noise).ForEach(known.Add);
            var digest = new LogDigest(20, null, known);
            digest.Add(log.Failed(seed, noise));
            IReadOnlyList<string> lines = digest.RenderNew();
            Assert.True(lines.Count <= 20, $"{lines.Count} lines");
            Assert.All(log.Causes, cause => Assert.True(
                lines.Any(l => l.Contains(cause.Trim(), StringComparison.Ordinal)), $"'{cause}' is not in:\n{string.Join('\n', lines)}"));
        }
    }
}
