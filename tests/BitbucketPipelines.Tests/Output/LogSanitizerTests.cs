using System.Text.RegularExpressions;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Tests;

/// <summary>
/// A build system or a terminal does not execute anything in a log, and the log is still readable and keeps its colors.
/// </summary>
public class LogSanitizerTests
{
    private const string Esc = "\u001b";

    /// <summary>
    /// What the agent of Azure DevOps and the runner of GitHub recognize as a command, with the line ends that they recognize.
    /// </summary>
    internal static void IsHarmless(string shown, string source)
    {
        // PowerShell removes colors when it writes to a file or a pipe, which is how a build system reads it.
        foreach (string text in new[] { shown, Regex.Replace(shown, "\u001b\\[[0-9;:]*m", "") })
        {
            foreach (string line in text.Split('\r', '\n'))
            {
                Assert.False(line.Contains("##[", StringComparison.Ordinal), Told(source, shown));
                Assert.False(line.Contains("##vso[", StringComparison.OrdinalIgnoreCase), Told(source, shown));
                Assert.False(
                    line.TrimStart().TrimStart('\u200b', '\ufeff').StartsWith("::", StringComparison.Ordinal), Told(source, shown));
            }
        }

        OnlyColours(shown, source);
    }

    /// <summary>
    /// No control characters are left, except tabs, line ends and complete color sequences, and no bidirectional control characters.
    /// </summary>
    internal static void OnlyColours(string shown, string source) => Assert.False(
        Regex.IsMatch(Regex.Replace(shown, "\u001b\\[[0-9;:]*m", ""), "[\\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f-[\t\n\r]]"),
        Told(source, shown));

    private static string Told(string source, string shown) => $"{Uri.EscapeDataString(source)} became {Uri.EscapeDataString(shown)}";

    [Theory]
    [InlineData("##vso[task.setvariable variable=x]y", "## vso[task.setvariable variable=x]y")]
    [InlineData("##VSO[task.complete result=Failed;]", "## VSO[task.complete result=Failed;]")]
    [InlineData("##[error]no", "## [error]no")]
    [InlineData("###[group]x", "### [group]x")]
    [InlineData("text before ##vso[x] and ##[y] after", "text before ## vso[x] and ## [y] after")]
    [InlineData("##[##[##vso[", "## [## [## vso[")]
    [InlineData("::add-mask::x", ": :add-mask::x")]
    [InlineData("  \t::set-env name=A::b", "  \t: :set-env name=A::b")]
    [InlineData("\u200b\ufeff\u00a0\u2028::error::x", "\u200b\ufeff\u00a0 : :error::x")]
    [InlineData("\u202e::error::x", ": :error::x")]
    [InlineData("#\u200e#vso[x]", "## vso[x]")]
    [InlineData("a\r::error::x", "a\n: :error::x")]
    [InlineData("a\r\n##[x]", "a\n## [x]")]
    [InlineData("\u001b[31m::error::x\u001b[0m", "\u001b[31m: :error::x\u001b[0m")]
    [InlineData("\u001b[31m  \u001b[1m::error::x", "\u001b[31m  \u001b[1m: :error::x")]
    [InlineData(":\u001b[31m:error::x", ": \u001b[31m:error::x")]
    [InlineData("#\u001b[0m#vso[x]", "#\u001b[0m# vso[x]")]
    [InlineData("##\u001b[0m[x]", "## \u001b[0m[x]")]
    [InlineData("##vs\u001b[0mo[x]", "## vs\u001b[0mo[x]")]
    [InlineData("#\0#vso[x]", "## vso[x]")]
    [InlineData("\u0007:\u0008:error::x", ": :error::x")]
    [InlineData("\u001b]0;title\u0007##[x]", "## [x]")]
    [InlineData("#\u001b]0;title\u001b\\#[x]", "## [x]")]
    public void Commands_are_made_plain_text(string line, string expected)
    {
        foreach (CiHost host in new[] { CiHost.AzureDevOps, CiHost.GitHubActions })
        {
            Assert.Equal(expected, LogSanitizer.Safe(line, host));
            IsHarmless(LogSanitizer.Safe(line, host), line);
        }
    }

    [Theory]
    [InlineData("std::vector<int> a::b")]
    [InlineData("#[cfg(test)] # # [x] ##vso")]
    [InlineData("## heading\n: :\n:x:\n[##]")]
    [InlineData("plain text, ä € 😀\tand a tab")]
    [InlineData("\u001b[1;31mred\u001b[0m \u001b[38;5;196mfine\u001b[m \u001b[38:2::1:2:3mcolon\u001b[0m")]
    [InlineData("")]
    public void What_is_no_command_stays_as_it_is(string line) =>
        Assert.All(Enum.GetValues<CiHost>(), host => Assert.Equal(line, LogSanitizer.Safe(line, host)));

    [Theory]
    [InlineData("\u001b[2J\u001b[1;1Hcleared", "cleared")]
    [InlineData("\u001b[?25lhidden\u001b[?25h", "hidden")]
    [InlineData("\u001b[>4;2mkeys\u001b[?4m", "keys")]
    [InlineData("\u001b[0 mx", "x")]
    [InlineData("\u001b]0;title\u0007text", "text")]
    [InlineData("\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("\u001bP1$r0m\u001b\\dcs", "dcs")]
    [InlineData("\u009b31mcsi", "csi")]
    [InlineData("\u009d0;title\u009cosc", "osc")]
    [InlineData("\u001b]0;without an end", "")]
    [InlineData("\u001b]0;without an end\nnext", "\nnext")]
    [InlineData("tput\u001b(B\u001b[m done", "tput\u001b[m done")]
    [InlineData("\u001bcreset\u001b=\u001b>", "reset")]
    [InlineData("a\bb\ac\0d\u007fe\u0085f", "abcdef")]
    [InlineData("cut \u001b", "cut ")]
    [InlineData("cut \u001b[", "cut ")]
    [InlineData("cut \u001b[31", "cut ")]
    [InlineData("cut \u001b[31\nnext", "cut \nnext")]
    [InlineData("\u001b\nnext", "\nnext")]
    [InlineData("cod\u202eexe.txt\u202c \u2066\u200ea\u2069\u061c\u206a", "codexe.txt a")]
    [InlineData("one\u2028two\u2029three", "one two three")]
    [InlineData("\u001b\u001b[31mred", "\u001b[31mred")]
    [InlineData("\u001b😀", "😀")]
    [InlineData("\u001b[31\u001b[32mgreen", "\u001b[32mgreen")]
    public void The_terminal_gets_nothing_but_text_and_colours(string line, string expected) =>
        Assert.All(Enum.GetValues<CiHost>(), host => Assert.Equal(expected, LogSanitizer.Safe(line, host)));

    [Fact]
    public void Elsewhere_commands_are_only_text_and_carriage_returns_stay()
    {
        foreach (CiHost host in new[] { CiHost.None, CiHost.Bitbucket, CiHost.Other })
        {
            Assert.Equal("##vso[x]\r::y::\r\n", LogSanitizer.Safe("##vso[x]\r::y::\r\n", host));
        }
    }

    [Fact]
    public void No_line_whatsoever_is_a_command()
    {
        string[] parts =
        [
            "#", "##", "[", "]", "##[", "vso[", "VSO[", "##vso[", ":", "::", "error", "::error::", " ", "\t", "\r", "\n", "\r\n", "\0",
                "\b", "\a", "m", "1",
            "\u200b", "\ufeff", "\u00a0", "\u2028", "\u0085", Esc, Esc + "[", Esc + "[31m", Esc + "[1;2m", Esc + "[?25l", Esc + "]0;t",
            "\a", Esc + "\\", Esc + "P", "\u009b",
            "\u202e", "\u2066", "\u200f", "\u2029", "\u009b31m", "\u009d", "\u009c", Esc + "(B", ";", "x", "😀",
        ];
        var random = new Random(1);
        for (int round = 0; round < 5_000; round++)
        {
            string line = string.Concat(Enumerable.Range(0, 1 + random.Next(14)).Select(_ => parts[random.Next(parts.Length)]));
            IsHarmless(LogSanitizer.Safe(line, CiHost.AzureDevOps), line);
            IsHarmless(LogSanitizer.Safe(line, CiHost.GitHubActions), line);
            OnlyColours(LogSanitizer.Safe(line, CiHost.None), line);
            // Text that is already safe is not changed again.
            Assert.Equal(
                LogSanitizer.Safe(line, CiHost.GitHubActions),
                LogSanitizer.Safe(LogSanitizer.Safe(line, CiHost.GitHubActions), CiHost.GitHubActions));
        }
    }

    [Theory]
    [InlineData("words ::error::x", "words : :error::x")]
    [InlineData("words \u001b[31m::error::x", "words \u001b[31m: :error::x")]
    [InlineData("words :\u001b[31m:error::x", "words : \u001b[31m:error::x")]
    [InlineData("a::b std::c", "a::b std::c")]
    [InlineData("Tests::Group::Error::x a::error b::errors::c d::terror", "Tests: :Group: :Error::x a: :error b: :errors::c d::terror")]
    [InlineData("long-word::set-output name=x::y", "long-word: :set-output name=x::y")]
    public void Text_that_may_be_wrapped_has_no_command_at_any_word(string text, string expected) =>
        Assert.Equal(expected, LogSanitizer.SafeWrapped(text, CiHost.GitHubActions));

    /// <summary>The text is safe for every window width: a line may be wrapped at any character, so that a new line begins there.</summary>
    [Fact]
    public void No_cut_of_a_text_makes_a_command_of_it()
    {
        string[] parts = ["::error::x", "##vso[task.complete]", "a", " ", ":", "::Class", "::set-output name=x::y", "::ADD-MASK::z",
            "\u001b[31m", "\u202e", "\n", "#"];
        var random = new Random(2);
        for (int round = 0; round < 2_000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, 1 + random.Next(8)).Select(_ => parts[random.Next(parts.Length)]));
            string shown = LogSanitizer.Plain(text, CiHost.GitHubActions);
            Assert.DoesNotContain('\u001b', shown);
            for (int i = 0; i < shown.Length; i++)
            {
                string rest = shown[i..].Split('\n')[0];
                Assert.False(
                    rest.Contains("##[", StringComparison.Ordinal) || rest.Contains("##vso[", StringComparison.OrdinalIgnoreCase),
                    Told(text, shown));
                Assert.DoesNotMatch("(?i)^\\s*::(error|set-output|add-mask)", rest);
            }
        }
    }

    [Theory]
    [InlineData("a\rb\r\nc\u001b[31md", "a\nb\nc" + "d")]
    [InlineData("\u001b[8mhidden\u001b[0m", "hidden")]
    public void Plain_text_has_neither_colours_nor_lines_over_lines(string text, string expected) =>
        Assert.All(Enum.GetValues<CiHost>(), host => Assert.Equal(expected, LogSanitizer.Plain(text, host)));

    [Theory]
    [InlineData("a\nb", "a b")]
    [InlineData("a\r\n\r\nb\r", "a b")]
    [InlineData("a b", "a b")]
    public void OneLine_has_no_line_ends(string text, string expected) => Assert.Equal(expected, LogSanitizer.OneLine(text));

    [Theory]
    [InlineData("TF_BUILD=True", CiHost.AzureDevOps)]
    [InlineData("GITHUB_ACTIONS=true", CiHost.GitHubActions)]
    [InlineData("BITBUCKET_BUILD_NUMBER=7 CI=true", CiHost.Bitbucket)]
    [InlineData("CI=1", CiHost.Other)]
    [InlineData("CI=TRUE", CiHost.Other)]
    [InlineData("CI=false", CiHost.None)]
    [InlineData("TF_BUILD= GITHUB_ACTIONS=false", CiHost.None)]
    [InlineData("", CiHost.None)]
    [InlineData("CI=true TF_BUILD=True", CiHost.AzureDevOps)]
    public void Detect_knows_the_build_systems_by_their_variables(string variables, object host)
    {
        Dictionary<string, string> set = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(v => v.Split('=')[0], v => v.Split('=')[1]);
        Assert.Equal((CiHost)host, LogSanitizer.Detect(set.GetValueOrDefault));
    }
}
