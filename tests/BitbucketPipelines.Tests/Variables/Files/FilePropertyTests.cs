using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Variables;

/// <summary>Properties of every file, tested with thousands of random files.</summary>
public sealed class FilePropertyTests
{
    private const string Canary = "c4n/ry+S3cret";

    [Theory]
    [InlineData(VariableFormat.Env)]
    [InlineData(VariableFormat.Csv)]
    [InlineData(VariableFormat.Json)]
    public void What_is_written_reads_back(VariableFormat format)
    {
        int written = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            List<VariableEntry> entries = Writable(new RandomText(seed).Entries(), format);
            written += entries.Count;
            string text = VariableFile.Write(entries, format);
            Assert.True(entries.Count == 0 || text.EndsWith('\n'), $"seed {seed}");
            Assert.DoesNotContain('\r', text);
            // Line ends that an editor or git changed must not matter.
            foreach (string file in (string[])[text, text.Replace("\n", "\r\n", StringComparison.Ordinal), "\uFEFF" + text])
            {
                IEnumerable<VariableEntry> read = VariableFile.Read(file, format).Select(e => e with { Line = 0 });
                Assert.True(entries.Select(e => AsSaidBy(format, e)).SequenceEqual(read), $"seed {seed}: {text}");
            }
        }

        Assert.True(written > (format == VariableFormat.Env ? 1_500 : 3_000), $"{written} entries");
    }

    [Theory]
    [InlineData(VariableFormat.Env)]
    [InlineData(VariableFormat.Csv)]
    [InlineData(VariableFormat.Json)]
    public void No_input_breaks_a_reader(VariableFormat format)
    {
        int good = 0;
        for (int seed = 0; seed < 4_000; seed++)
        {
            var random = new RandomText(seed);
            string text = random.Damage(seed % 2 == 0 ? random.Garbage() : VariableFile.Write(Writable(random.Entries(), format), format));
            try
            {
                IReadOnlyList<VariableEntry> entries = VariableFile.Read(text, format);
                good++;
                CheckAgain(entries);
            }
            catch (VariableFileException e)
            {
                Assert.NotEmpty(e.Problems);
                Assert.All(e.Problems, p => Assert.InRange(p.Line, 1, text.Length + 1));
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }

        // Without this check, the test could cover only one of the two cases.
        Assert.InRange(good, 200, 3_800);
    }

    [Theory]
    [InlineData(VariableFormat.Env)]
    [InlineData(VariableFormat.Csv)]
    [InlineData(VariableFormat.Json)]
    public void No_problem_shows_a_value(VariableFormat format)
    {
        int bad = 0;
        for (int seed = 0; seed < 1_000; seed++)
        {
            var random = new RandomText(seed);
            List<VariableEntry> entries = Writable(
                [.. random.Entries().Select(e => e with { Value = Canary + random.Value() + Canary })], format);
            try
            {
                VariableFile.Read(random.Damage(VariableFile.Write(entries, format)), format);
            }
            catch (VariableFileException e)
            {
                bad++;
                Assert.DoesNotContain(Canary, e.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain(e.Problems, p => p.Message.Contains(Canary, StringComparison.Ordinal));
            }
        }

        Assert.InRange(bad, 100, 1_000);
    }

    [Theory]
    [InlineData(
        VariableFormat.Env,
        "A='hunter2\nhunter2\nhunter2'\nA=\"hunter2\\n\"\nhunter2\n-hunter2/=x\nB='hunter2'hunter2\nB=hunter2\n=hunter2")]
    [InlineData(
        VariableFormat.Csv,
        "Name,Value,Secured\nA,hunter2,hunter2\nA,hunter2,\nB,\"hunter2\"hunter2,\nC,\"hunter2\nhunter2\",no\n,hunter2,\nD,hunter2,hunter2,\nE,\"hunter2")]
    [InlineData(
        VariableFormat.Json,
        """
        {"A": ["hunter2"], "B": {"value": {"hunter2": 1}}, "C": {"value": "hunter2", "secured": "hunter2"}, "A": "hunter2", "D": hunter2}
        """)]
    [InlineData(VariableFormat.Json, """["hunter2", {"value": "hunter2"}, {"key": "A", "value": "hunter2\nhunter2"}, {"key": "A"}] hunter2""")]
    public void No_kind_of_mistake_shows_a_value(VariableFormat format, string text)
    {
        var e = Assert.Throws<VariableFileException>(() => VariableFile.Read(text, format));
        Assert.True(e.Problems.Count > 3);
        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_limit_shows_a_value()
    {
        string large = new string('x', VariableLimits.MaxTotal) + "hunter2";
        VariableEntry[] entries = [new("A-B", "hunter2", true, 1), new("A", "hunter2\n", true), new("C", large, true)];
        IReadOnlyList<VariableProblem> problems = VariableLimits.Check(entries, []);
        Assert.Equal(3, problems.Count);
        Assert.DoesNotContain(problems, p => p.ToString().Contains("hunter2", StringComparison.Ordinal));
    }

    /// <summary>The entries that a file of the format can contain: for .env, values that all programs read in the same way.</summary>
    private static List<VariableEntry> Writable(List<VariableEntry> entries, VariableFormat format) =>
        format == VariableFormat.Env ? entries.FindAll(e => e.Value is null || EnvWriter.Quote(e.Value) is not null) : entries;

    /// <summary>
    /// The entry as it is read back: a .env file does not specify Secured, and an empty secured field of a .csv file is no value.
    /// </summary>
    private static VariableEntry AsSaidBy(VariableFormat format, VariableEntry entry) => format switch
    {
        VariableFormat.Env when entry.Value is not null => entry with { Secured = null },
        VariableFormat.Csv when entry is { Value: "", Secured: true } => entry with { Value = null },
        _ => entry,
    };

    /// <summary>Variables of any file can be checked and written in each format. With valid names they are read back unchanged.</summary>
    private static void CheckAgain(IReadOnlyList<VariableEntry> entries)
    {
        VariableLimits.Check(entries, []);
        if (entries.Select(e => e.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() == entries.Count)
        {
            VariableFile.Write([.. entries.Select(e => e with { Place = null })], VariableFormat.Psd1);
        }

        VariableFile.Write(Writable([.. entries.Select(e => e with { Place = null })], VariableFormat.Env), VariableFormat.Env);
        VariableFile.Write(entries, VariableFormat.Csv);
        string json = VariableFile.Write(entries, VariableFormat.Json);
        if (entries.All(e => VariableName.IsValid(e.Name)))
        {
            Assert.Equal(
                entries.Select(e => e with { Line = 0 }), VariableFile.Read(json, VariableFormat.Json).Select(e => e with { Line = 0 }));
        }
    }
}
