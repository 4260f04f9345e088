using BitbucketPipelines.Help;

namespace BitbucketPipelines.Tests.Help;

/// <summary>What the build does not let pass.</summary>
public sealed class HelpRulesTests
{
    private static readonly ExampleHelp s_good = new("Get-BbThing 1", ["Gets it."]);

    [Fact]
    public void Help_that_is_complete_passes() => Assert.Empty(Problems(Cmdlet()));

    [Fact]
    public void A_summary_is_needed() =>
        Assert.Equal("HELP01: Get-BbThing has no <summary>.", Assert.Single(Problems(Cmdlet(synopsis: ""))));

    [Fact]
    public void Two_examples_are_needed() =>
        Assert.Equal("HELP02: Get-BbThing has 1 <example>; 2 are needed.", Assert.Single(Problems(Cmdlet(examples: [s_good]))));

    [Fact]
    public void An_example_shows_its_cmdlet_and_says_what_it_does()
    {
        string[] problems = [.. Problems(Cmdlet(examples: [s_good, new ExampleHelp("Get-Date", [])]))];
        Assert.Equal(2, problems.Length);
        Assert.StartsWith("HELP03: Example 2 of Get-BbThing", problems[0], StringComparison.Ordinal);
        Assert.StartsWith("HELP04: Example 2 of Get-BbThing", problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_name_of_a_cmdlet_will_do() =>
        Assert.Empty(Problems(Cmdlet(examples: [s_good, new ExampleHelp("Find-BbThing 1", ["Finds it."])])));

    [Theory]
    [InlineData(new string[0], new string[0])]
    [InlineData(new[] { "Accepted values: A." }, new[] { "A" })]
    public void A_parameter_needs_a_summary(string[] description, string[] values) =>
        Assert.Equal("HELP05: -Name of Get-BbThing has no <summary>.",
            Assert.Single(Problems(Cmdlet(description: description, values: values))));

    [Fact]
    public void Only_cmdlets_that_exist_are_named() =>
        Assert.Equal("HELP06: The help of Get-BbThing names Get-BbOther, which is no cmdlet of this module.",
            Assert.Single(Problems(Cmdlet("Like Get-BbOther."))));

    [Fact]
    public void A_topic_has_its_head_and_80_columns()
    {
        var rules = new HelpRules(new SourceFolder("."));
        rules.Check(
            [new AboutTopic("about_X.help.txt",
            $"TOPIC\n    about_Y\n\nSHORT DESCRIPTION\n    Words.\n{new string('x', 81)}\n    Get-BbOther")], [Cmdlet()]);
        Assert.Equal(["HELP07", "HELP06", "HELP08"], rules.Problems.Select(p => p.Code));
        Assert.Equal("about_X.help.txt(6)", rules.Problems[0].File);
    }

    private static IEnumerable<string> Problems(CmdletHelp cmdlet)
    {
        var rules = new HelpRules(new SourceFolder("."));
        rules.Check([cmdlet]);
        return rules.Problems.Select(p => $"{p.Code}: {p.Message}");
    }

    private static CmdletHelp Cmdlet(
        string synopsis = "Gets a thing.", ExampleHelp[]? examples = null, string[]? description = null, string[]? values = null) => new()
        {
            Type = typeof(HelpRulesTests),
            Name = "Get-BbThing",
            Aliases = ["Find-BbThing"],
            Synopsis = synopsis,
            Description = [synopsis],
            ParameterSets = [ParameterHelp.AllSets],
            Parameters =
            [
                new ParameterHelp
                {
                    DeclaredIn = typeof(HelpRulesTests),
                    Name = "Name",
                    Type = typeof(string),
                    Description = description ?? ["Its name."],
                    Values = values ?? [],
                    Uses = [new ParameterUse(ParameterHelp.AllSets, false, 0, false, false)],
                },
            ],
            Inputs = [],
            Outputs = [],
            Notes = [],
            Examples = examples ?? [s_good, s_good],
        };
}
