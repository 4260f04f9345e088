using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Variables;

/// <summary>
/// How other programs read lines of a .env file. The results of dotenv for Node.js, python-dotenv, DotNetEnv and Bash were recorded with X
/// set to EXP; those of Docker Compose follow from its documentation. Null means that the program rejects the line.
/// </summary>
public sealed class EnvReadersTests
{
    public static TheoryData<string, string?, string?, string?, string?, string?> Readers => new()
    {
        { "A=1", "1", "1", "1", "1", "1" },
        { "A=two words", "two words", "two words", "two words", "two words", null },
        { "A=  x  ", "x", "x", "x", "x", null },
        { "A=", "", "", "", "", "" },
        { "export A=1", "1", "1", "1", "1", "1" },
        { "A='$X \"y\" `z`'", "$X \"y\" `z`", "$X \"y\" `z`", "$X \"y\" `z`", "$X \"y\" `z`", "$X \"y\" `z`" },
        { "A=\"it's\"", "it's", "it's", "it's", "it's", "it's" },
        { "A='x' # c", "x", "x", "x", "x", "x" },
        { "A=\"x # y\" # c", "x # y", "x # y", "x # y", "x # y", "x # y" },
        { "A=x # c", "x", "x", "x", "x", "x" },
        { "A=C:\\temp\\new", "C:\\temp\\new", "C:\\temp\\new", "C:\\temp\\new", "C:\\temp\\new", "C:tempnew" },
        { "A='C:\\temp\\new'", "C:\\temp\\new", "C:\\temp\\new", "C:\\temp\\new", "C:\\temp\\new", "C:\\temp\\new" },
        { "A=\"C:\\temp\\new\"", "C:\temp\new", "C:\\temp\new", "C:\temp\new", "C:\temp\new", "C:\\temp\\new" },
        { "A=\"C:\\dir\"", "C:\\dir", "C:\\dir", "C:\\dir", "C:\\dir", "C:\\dir" },
        { "A=\"tab\\there\"", "tab\there", "tab\\there", "tab\there", "tab\there", "tab\\there" },
        { "A=$X", "EXP", "$X", "$X", "EXP", "EXP" },
        { "A=${X}", "EXP", "${X}", "EXP", "EXP", "EXP" },
        { "A=\"${X}\"", "EXP", "${X}", "EXP", "EXP", "EXP" },
        { "A='${X}'", "${X}", "${X}", "EXP", "${X}", "${X}" },
        { "A=\"a\\\"b\"", "a\"b", "a\\\"b", "a\"b", "a\"b", "a\"b" },
        { "A=\"a\\\\b\"", "a\\b", "a\\\\b", "a\\b", "a\\b", "a\\b" },
        { "A='a\\\\b'", "a\\\\b", "a\\\\b", "a\\b", "a\\\\b", "a\\\\b" },
        { "A=\"cost \\$5\"", "cost $5", "cost \\$5", "cost \\$5", "cost $5", "cost $5" },
        { "A=a#b", "a#b", "a", "a#b", "a#b", "a#b" },
        { "A=#b", "#b", "", "#b", "", "#b" },
        { "A= # c", "# c", "", "# c", "", "" },
        { "A=x\t# c", "x\t# c", "x", "x", "x", "x" },
        { "A=`x y`", "`x y`", "x y", "`x y`", "`x y`", "" },
        { "A=\"`x`\"", "`x`", "`x`", "`x`", "`x`", "" },
        { "A={\"a\": 1}", "{\"a\": 1}", "{\"a\": 1}", "{\"a\": 1}", null, null },
        { "A=it's", "it's", "it's", "it's", null, null },
        { "A: 1", "1", "1", null, null, null },
        { "A=https://example.com/?a=1&b=2", "https://example.com/?a=1&b=2", "https://example.com/?a=1&b=2", "https://example.com/?a=1&b=2",
        "https://example.com/?a=1&b=2", "" },
        { "A=\"x\"y", null, "\"x\"y", null, null, "xy" },
        { "A='x'#c", "x", "x", "x", "x", "x#c" },
        { "A=größe", "größe", "größe", "größe", "größe", "größe" },
        { "A=\"a\\nb\"", "a\nb", "a\nb", "a\nb", "a\nb", "a\\nb" },
        { "A='a\\nb'", "a\\nb", "a\\nb", "a\\nb", "a\\nb", "a\\nb" },
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public void Line_is_read_as_all_do_or_with_a_warning_or_not_at_all(
        string line, string? compose, string? node, string? python, string? dotnet, string? bash)
    {
        string[] theirs = [.. new[] { compose, node, python, dotnet, bash }.OfType<string>()];
        var warnings = new List<VariableProblem>();
        string? ours = null;
        try
        {
            ours = VariableFile.Read(line, VariableFormat.Env, warnings).Single().Value;
        }
        catch (VariableFileException e)
        {
            Assert.All(e.Problems, p => Assert.Equal(1, p.Line));
        }

        if (ours is null)
        {
            Assert.True(theirs.Distinct().Count() > 1 || theirs.Length < 3, "All read it alike, so it must be read.");
        }
        else if (warnings.Count == 0)
        {
            Assert.All(theirs, value => Assert.Equal(ours, value));
        }
        else
        {
            Assert.True(theirs.Count(value => value == ours) > theirs.Length / 2, "A warning is enough only where most read it so.");
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Value_that_a_reader_gives_is_written_so_that_all_read_it(
        string line, string? compose, string? node, string? python, string? dotnet, string? bash)
    {
        foreach (string value in new[] { compose, node, python, dotnet, bash }.OfType<string>()
            .Where(v => !v.Contains('\n', StringComparison.Ordinal)))
        {
            string text = VariableFile.Write([new("A", value, null)], VariableFormat.Env);
            Assert.Equal(value, VariableFile.Read(text, VariableFormat.Env).Single().Value);
        }

        Assert.StartsWith("A", line.Replace("export ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
