using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Variables;

public sealed class EnvFileTests
{
    [Theory]
    [InlineData("A=1", "1")]
    [InlineData("A=", "")]
    [InlineData("A=   ", "")]
    [InlineData("  A  =  some words  ", "some words")]
    [InlineData("export A=1", "1")]
    [InlineData("export\t A = 1", "1")]
    [InlineData("A=1 # comment", "1")]
    [InlineData("A=b=c==", "b=c==")]
    [InlineData("A=it's", "it's")]
    [InlineData("A=say \"hi\"", "say \"hi\"")]
    [InlineData(@"A=C:\new\table", @"C:\new\table")]
    [InlineData("A=''", "")]
    [InlineData("A=\"\"", "")]
    [InlineData("A='  # \"x\" $y \\n '", "  # \"x\" $y \\n ")]
    [InlineData("A='x' # comment", "x")]
    [InlineData("A = \"x\"  ", "x")]
    [InlineData(@"A=""C:\dir\-""", @"C:\dir\-")]
    [InlineData(@"A='C:\temp\new'", @"C:\temp\new")]
    [InlineData("A=\"it's # one\" # two", "it's # one")]
    [InlineData(@"A=""a \""b\"" \\ \$c""", @"a ""b"" \ $c")]
    [InlineData(@"A='C:\'", @"C:\")]
    [InlineData(@"A='\\server\share'", @"\\server\share")]
    [InlineData(@"A=\\server\share", @"\\server\share")]
    [InlineData("A='$HOME `x` ${B}'", "$HOME `x` ${B}")]
    [InlineData("A={\"json\": 1}", "{\"json\": 1}")]
    [InlineData("A=größe 😀", "größe 😀")]
    public void Value_is_read(string text, string value) => FileCase.Reads(VariableFormat.Env, text, $"1 A [{value}] -");

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Lines_end_in_any_way(string end) => FileCase.Reads(
        VariableFormat.Env, "\uFEFF" + string.Join(end, "# head", "", "A=1", "  # more", "b=2", "", "# secured: TOKEN", "B=3 "),
        "3 A [1] -", "5 b [2] -", "7 TOKEN - True", "8 B [3] -");

    [Fact]
    public void Nothing_in_it_is_no_variable() => FileCase.Reads(VariableFormat.Env, "\n# nothing\n");

    [Fact]
    public void Variable_can_be_named_export() => FileCase.Reads(
        VariableFormat.Env, "export=1\nexport EXPORT = 2\nexportA=3", "1 export [1] -", "2 EXPORT [2] -", "3 exportA [3] -");

    [Theory]
    [InlineData("# secured: see the wiki")]
    [InlineData("# secured:")]
    [InlineData("# Secured values are elsewhere")]
    public void Comment_that_names_no_secured_variable_is_a_comment(string text) => FileCase.Reads(VariableFormat.Env, text);

    [Theory]
    [InlineData("A", new[] { 1 }, "The '=' is missing")]
    [InlineData("A: 1", new[] { 1 }, "Only some programs understand 'NAME: value': write NAME=value.")]
    [InlineData("export A: x=1", new[] { 1 }, "write NAME=value")]
    [InlineData("B=1\nA=\"C:\\temp\\x\"", new[] { 2 },
        "The value of 'A' contains \\t in double quotes, which programs read in different ways: put it in single quotes")]
    [InlineData("A=$HOME", new[] { 1 }, "contains a $, which some programs replace by the value of another variable")]
    [InlineData("A=\"x ${B}\"", new[] { 1 }, "contains a $")]
    [InlineData("A=`x`", new[] { 1 }, "begins with a backtick")]
    [InlineData("A=\"a`b\"", new[] { 1 }, "contains a backtick, which a shell runs as a command")]
    [InlineData("A=#x", new[] { 1 }, "contains a # that some programs read as the start of a comment")]
    [InlineData("A=b#c", new[] { 1 }, "A comment begins with a space and #.")]
    [InlineData("A=b\t# c", new[] { 1 }, "A comment begins with a space and #.")]
    [InlineData("A='x'#c", new[] { 1 }, "text after its closing quote")]
    [InlineData(@"A=""a\`b""", new[] { 1 }, "which programs read in different ways")]
    [InlineData(@"A=""a\'b""", new[] { 1 }, "which programs read in different ways")]
    [InlineData(@"A=""\u0041""", new[] { 1 }, "which programs read in different ways")]
    [InlineData("A=\u00A0x", new[] { 1 }, "a non-ASCII space")]
    [InlineData("A=x\uFEFF", new[] { 1 }, "a non-ASCII space")]
    [InlineData("export A", new[] { 1 }, "The '=' is missing")]
    [InlineData("=1", new[] { 1 }, "The name before '=' is missing.")]
    [InlineData("A='x'y", new[] { 1 }, "The value of 'A' is followed by text after its closing quote")]
    [InlineData("A=\"x\" y", new[] { 1 }, "The value of 'A' is followed by text after its closing quote")]
    [InlineData("A='it''s'", new[] { 1 }, "The value of 'A' is followed by text after its closing quote")]
    [InlineData(@"A=""x\ny""", new[] { 1 }, "line break")]
    [InlineData(@"A=""x\r""", new[] { 1 }, "line break")]
    [InlineData("A=1\nB=2\nA=3", new[] { 3 }, "'A' already occurs on line 1.")]
    [InlineData("# secured: A\nA=3", new[] { 2 }, "'A' already occurs on line 1.")]
    [InlineData("A=1\nA=2\nA=3", new[] { 2, 3 }, "'A' already occurs on line 1.")]
    [InlineData("A=\"x", new[] { 1 }, "Bitbucket does not allow values with line breaks")]
    [InlineData(@"A=""x\""", new[] { 1 }, "not closed")]
    [InlineData("A='x", new[] { 1 }, "The quote of 'A' is not closed on its line.")]
    public void Error_is_reported(string text, int[] lines, string words) => FileCase.Fails(VariableFormat.Env, text, lines, words);

    [Theory]
    [InlineData('"')]
    [InlineData('\'')]
    public void Other_lines_of_a_value_are_no_further_mistakes(char quote)
    {
        string text = $"A=1\nKEY={quote}-----BEGIN KEY-----\nMIIE\nabc=\nKEY=1\nx==\n-----END KEY-----{quote}\nB=2\nB=3";
        FileCase.Fails(
            VariableFormat.Env, text, [2, 9], "The quote of 'KEY' is not closed on its line (the next quote of this kind is on line 7).");
        FileCase.Fails(VariableFormat.Env, $"KEY={quote}x\ny\n{quote}\nB=2\nB=3", [1, 5], "(the next quote of this kind is on line 3)");
    }

    [Fact]
    public void Quote_that_is_never_closed_hides_nothing() =>
        FileCase.Fails(VariableFormat.Env, "A='x\nB=2\nnonsense\nB=3", [1, 3, 4], "not closed");

    [Fact]
    public void All_mistakes_are_reported_at_once_names_too()
    {
        var e = Assert.Throws<VariableFileException>(() => VariableFile.Read("A-B=1\nA\n9=\"x\\n\"\nC='", VariableFormat.Env));
        Assert.Equal([1, 2, 3, 3, 4], e.Problems.Select(p => p.Line));
        Assert.StartsWith("line 1: The name 'A-B' is not valid", e.Message, StringComparison.Ordinal);
        Assert.Equal("line 2: The '=' is missing: write NAME=value, or # before a comment.", e.Message.Split('\n')[1]);
    }

    [Fact]
    public void Invalid_name_alone_is_for_the_check_of_limits() => FileCase.Reads(VariableFormat.Env, "A-B=1", "1 A-B [1] -");

    [Theory]
    [InlineData("", "A=\n")]
    [InlineData("v1.2-3_4:5/6@x%,+=", "A=v1.2-3_4:5/6@x%,+=\n")]
    [InlineData("größe", "A=größe\n")]
    [InlineData("two words", "A='two words'\n")]
    [InlineData("a#b", "A='a#b'\n")]
    [InlineData("$x\\n\"", "A='$x\\n\"'\n")]
    [InlineData("it's", "A=\"it's\"\n")]
    [InlineData("it's \"quoted\"", "A=it's \"quoted\"\n")]
    [InlineData("it's \\ $x", "A=\"it's \\\\ \\$x\"\n")]
    [InlineData(@"ends\", "A='ends\\'\n")]
    public void Value_is_quoted_where_it_must_be(string value, string text) =>
        Assert.Equal(text, VariableFile.Write([new("A", value, false)], VariableFormat.Env));

    [Fact]
    public void Order_is_kept_and_a_missing_value_becomes_a_comment() => Assert.Equal(
        "B=1\n# secured: TOKEN\nA=2\n",
        VariableFile.Write([new("B", "1", null), new("TOKEN", null, true), new("A", "2", true)], VariableFormat.Env));

    [Theory]
    [InlineData("it's `x`")]
    [InlineData("line\nbreak")]
    public void Value_that_readers_would_take_in_different_ways_is_not_written(string value)
    {
        var e = Assert.Throws<VariableFileException>(
            () => VariableFile.Write([new("GOOD", "1", null), new("BAD", value, false)], VariableFormat.Env));
        Assert.Equal("A .env file cannot contain the value of 'BAD' in a form that all programs read in the same way: use .csv or .json.",
            e.Message);
    }

    [Theory]
    [InlineData("A=x\\y", "a shell")]
    [InlineData("A=it's", "a shell")]
    [InlineData("A=http://x/?a=1&b=2", "a shell")]
    [InlineData("A=~/x", "a shell")]
    [InlineData("A=1 # one", "docker run --env-file")]
    [InlineData("A='${B}'", "python-dotenv")]
    [InlineData("A='a\\\\b'", "python-dotenv")]
    [InlineData("A='C:\\'", "Docker Compose")]
    [InlineData("A=\"a\\\"b\"", "dotenv for Node.js")]
    public void Line_that_one_program_reads_differently_has_a_warning(string line, string reader)
    {
        var warnings = new List<VariableProblem>();
        Assert.Equal("A", VariableFile.Read("# head\n" + line, VariableFormat.Env, warnings).Single().Name);
        VariableProblem warning = Assert.Single(warnings);
        Assert.Equal(2, warning.Line);
        Assert.StartsWith(reader, warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ordinary_lines_have_no_warning()
    {
        var warnings = new List<VariableProblem>();
        VariableFile.Read("A=1\nexport B='x y'\nC=\"it's\"\nD=two words\nE=https://example.com:8080/a-b_c?d=1,2%20\nF=\n",
            VariableFormat.Env, warnings);
        Assert.Empty(warnings);
    }
}
