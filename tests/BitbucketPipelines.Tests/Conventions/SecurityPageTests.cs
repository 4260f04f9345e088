using System.Text.RegularExpressions;

namespace BitbucketPipelines.Tests.Conventions;

/// <summary>A page that says what is safe is worth what shows it.</summary>
public sealed class SecurityPageTests
{
    private static string[] Claims { get; } =
        [.. File.ReadLines(Path.Combine(Places.Root, "SECURITY.md"))
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal) && !l.StartsWith("| What |", StringComparison.Ordinal))];

    [Fact]
    public void Each_claim_names_tests_that_exist()
    {
        Assert.True(Claims.Length > 20);
        string[] sources = [.. new[] { "BitbucketPipelines.Tests", "BitbucketPipelines.HostTests" }
            .SelectMany(p => Directory.EnumerateFiles(Path.Combine(Places.Root, "tests", p), "*.cs", SearchOption.AllDirectories))
            .Select(File.ReadAllText)];
        foreach (string claim in Claims)
        {
            string shown = claim.TrimEnd('|', ' ').Split(" | ")[^1];
            string[] names = [.. Regex.Matches(shown, "`([^`]+)`").Select(m => m.Groups[1].Value)];
            Assert.True(names.Length > 0, $"Nothing shows: {claim}");
            foreach (string name in names)
            {
                string[] parts = name.Split('.', 2);
                bool exists = name.EndsWith(".Tests.ps1", StringComparison.Ordinal)
                    ? Directory.EnumerateFiles(Path.Combine(Places.Root, "tests", "Pester"), name, SearchOption.AllDirectories).Any()
                    : sources.Any(s => Regex.IsMatch(s, $@"\bclass {parts[0]}\b") && Regex.IsMatch(s, $@"\b(void|Task) {parts[^1]}\("));
                Assert.True(exists, $"There is no test {name}: {claim}");
            }
        }
    }

    [Fact]
    public void Nothing_turns_the_check_of_certificates_off() => Assert.DoesNotContain(
        Places.Sources("BitbucketPipelines").Concat(Places.Sources("BitbucketPipelines.Api")),
        f => Regex.IsMatch(File.ReadAllText(f), "CertificateValidation|CertificateCustomValidation|SslOptions|DangerousAccept"));
}
