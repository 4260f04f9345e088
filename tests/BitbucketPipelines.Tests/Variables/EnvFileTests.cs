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
    [InlineData("A=1\t#comment", "1")]
    [InlineData("A= # comment", "")]
    [InlineData("A=#no-comment", "#no-comment")]
    [InlineData("A=b#c#d", "b#c#d")]
    [InlineData("A=b#c #d", "b#c")]
    [InlineData("A=b=c==", "b=c==")]
    [InlineData("A=it's", "it's")]
    [InlineData("A=say \"hi\"", "say \"hi\"")]
    [InlineData("A=$HOME ${B}", "$HOME ${B}")]
    [InlineData(@"A=C:\new\table", @"C:\new\table")]
    [InlineData("A=''", "")]
    [InlineData("A=\"\"", "")]
    [InlineData("A='  # \"x\" $y \\n '", "  # \"x\" $y \\n ")]
    [InlineData("A='x' # comment", "x")]
    [InlineData("A='x'#comment", "x")]
    [InlineData("A = \"x\"  ", "x")]
    [InlineData(@"A=""a\""b\\c\$d\te\`f""", "a\"b\\c$d\te`f")]
    [InlineData(@"A=""C:\dir\x""", @"C:\dir\x")]
    [InlineData(@"A=""a\\nb""", @"a\nb")]
    [InlineData("A=\"it's # {\\\"json\\\": 1}\"", "it's # {\"json\": 1}")]
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
    [InlineData("A", new[] { 1 }, "There is no '='")]
    [InlineData("A: 1", new[] { 1 }, "There is no '='")]
    [InlineData("export A", new[] { 1 }, "There is no '='")]
    [InlineData("=1", new[] { 1 }, "no name")]
    [InlineData("A='x'y", new[] { 1 }, "text after the closing quote of 'A'")]
    [InlineData("A=\"x\" y", new[] { 1 }, "text after the closing quote of 'A'")]
    [InlineData("A='it''s'", new[] { 1 }, "text after the closing quote of 'A'")]
    [InlineData(@"A=""x\ny""", new[] { 1 }, "line break")]
    [InlineData(@"A=""x\r""", new[] { 1 }, "line break")]
    [InlineData("A=1\nB=2\nA=3", new[] { 3 }, "'A' is given already on line 1.")]
    [InlineData("# secured: A\nA=3", new[] { 2 }, "'A' is given already on line 1.")]
    [InlineData("A=1\nA=2\nA=3", new[] { 2, 3 }, "'A' is given already on line 1.")]
    [InlineData("A=\"x", new[] { 1 }, "A value of several lines is not possible, since Bitbucket takes no line breaks")]
    [InlineData(@"A=""x\""", new[] { 1 }, "not closed")]
    [InlineData("A='x", new[] { 1 }, "The quote of 'A' is not closed on its line.")]
    public void Mistake_is_told(string text, int[] lines, string words) => FileCase.Fails(VariableFormat.Env, text, lines, words);

    [Theory]
    [InlineData('"')]
    [InlineData('\'')]
    public void Other_lines_of_a_value_are_no_further_mistakes(char quote)
    {
        string text = $"A=1\nKEY={quote}-----BEGIN KEY-----\nMIIE\nabc=\nKEY=1\nx==\n-----END KEY-----{quote}\nB=2\nB=3";
        FileCase.Fails(VariableFormat.Env, text, [2, 9], "The quote of 'KEY' is not closed on its line (the next such quote is on line 7).");
    }

    [Fact]
    public void Quote_that_is_never_closed_hides_nothing() => FileCase.Fails(VariableFormat.Env, "A='x\nB=2\nnonsense\nB=3", [1, 3, 4], "not closed");

    [Fact]
    public void All_mistakes_are_told_at_once_names_too()
    {
        var e = Assert.Throws<VariableFileException>(() => VariableFile.Read("A-B=1\nA\n9=\"x\\n\"\nC='", VariableFormat.Env));
        Assert.Equal([1, 2, 3, 3, 4], e.Problems.Select(p => p.Line));
        Assert.StartsWith("line 1: The name 'A-B' is not valid", e.Message, StringComparison.Ordinal);
        Assert.Equal("line 2: There is no '=': write NAME=value, or # before a comment.", e.Message.Split('\n')[1]);
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
    [InlineData("it's \\ $x `y` \"z\"\t", "A=\"it's \\\\ \\$x \\`y\\` \\\"z\\\"\t\"\n")]
    [InlineData("line\r\nbreak", "A=\"line\\r\\nbreak\"\n")]
    public void Value_is_quoted_where_it_must_be(string value, string text) =>
        Assert.Equal(text, VariableFile.Write([new("A", value, false)], VariableFormat.Env));

    [Fact]
    public void Order_is_kept_and_a_missing_value_becomes_a_comment() => Assert.Equal(
        "B=1\n# secured: TOKEN\nA=2\n", VariableFile.Write([new("B", "1", null), new("TOKEN", null, true), new("A", "2", true)], VariableFormat.Env));
}
