using System.Text.RegularExpressions;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests.Conventions;

/// <summary>Numbers of things in messages: one thing has no plural.</summary>
public sealed partial class CountedTests
{
    private static readonly string[] s_projects = ["BitbucketPipelines.Api", "BitbucketPipelines", "BitbucketPipelines.Yaml"];

    /// <summary>The comparison of logs counts in words of its own.</summary>
    private static readonly string[] s_others = ["Compare", "Digest"];

    [Theory]
    [InlineData(0, "page", "0 pages")]
    [InlineData(1, "page", "1 page")]
    [InlineData(1000, "repository", "1,000 repositories")]
    [InlineData(2, "key", "2 keys")]
    [InlineData(2, "branch", "2 branches")]
    [InlineData(2, "build status", "2 build statuses")]
    [InlineData(1, "more setting", "1 more setting")]
    public void A_number_has_the_singular_where_there_is_one(long count, string kind, string expected) =>
        Assert.Equal(expected, Counted.Of(count, kind));

    [Theory]
    [InlineData(1, "1 second")]
    [InlineData(0.5, "0.5 seconds")]
    [InlineData(1.2, "1.2 seconds")]
    [InlineData(100, "100 seconds")]
    public void So_has_a_duration(double seconds, string expected) => Assert.Equal(expected, Counted.Seconds(seconds));

    [Theory]
    [InlineData("$\"within {seconds:0} seconds\"", true)]
    [InlineData("$\"{all.Count} more items were read\"", true)]
    [InlineData("\"in {0:N0} pages\", n", true)]
    [InlineData("$\"{n} step{(n == 1 ? \"\" : \"s\")}\"", true)]
    [InlineData("$\"more than {MaxSteps} steps\"", false)]
    [InlineData("$\"within {Counted.Seconds(time)}\"", false)]
    [InlineData("$\"{repository} has no runs\"", false)]
    public void What_is_looked_for_is_found(string code, bool isFound) => Assert.Equal(isFound, Problem().IsMatch(code));

    [Fact]
    public void Every_message_counts_so()
    {
        string[] files =
        [
            .. s_projects.SelectMany(p => Directory.EnumerateFiles(
                Path.Combine(Places.Root, "src", p), "*.cs", SearchOption.AllDirectories))
                .Where(f => !s_others.Contains(Path.GetFileName(Path.GetDirectoryName(f)))),
        ];
        Assert.True(files.Length > 300);
        Assert.Empty(files.SelectMany(file => File.ReadLines(file)
            .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Problem().IsMatch(line))
            .Select(line => $"{Path.GetFileName(file)}: {line.Trim()}")));
    }

    /// <summary>A hole of a text with a plural behind it. Holes of constants, which are more than one, are left alone.</summary>
    [GeneratedRegex(
        @"\{(?!(\w+\.)?(Max|Most|Free|Longest)\w*[}:])([A-Za-z_][\w.]*(\(\))?|\d)(:[^{}""]+)?\} (more |further |other )?"
            + "(seconds|items|pages|lines|runs|steps|repositories|characters|bytes|commits|runners|environments|places|findings|annotations"
            + @"|columns|keys|versions|copies|texts|caches|schedules|requests|tests|variables|errors|settings|files)\b(?! is \{)"
            + @"|\{\(\w+(\.\w+)* == 1 \? """" : ""s""\)\}")]
    private static partial Regex Problem();
}
