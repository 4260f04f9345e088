using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Variables;

public sealed class VariableLimitsTests
{
    [Fact]
    public void Good_variables_pass() =>
        Assert.Empty(VariableLimits.Check([new("A", "x", null), new("_b9", null, true), new("C", "", false)], [("D", 10)]));

    [Theory]
    [InlineData("A-B", "The name 'A-B' is not valid")]
    [InlineData("1A", "The name '1A' is not valid")]
    [InlineData("", "The name '' is not valid")]
    [InlineData("Größe", "The name 'Größe' is not valid")]
    [InlineData("MIIE/x+y", "The name (not shown) is not valid")]
    public void Invalid_name_is_reported(string name, string words)
    {
        VariableProblem problem = Assert.Single(VariableLimits.Check([new("A", "x", null), new(name, "x", null, 7)], []));
        Assert.Equal(7, problem.Line);
        Assert.StartsWith("line 7: " + words, problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x\ny")]
    [InlineData("x\r")]
    public void Line_break_is_reported(string value)
    {
        VariableProblem problem = Assert.Single(VariableLimits.Check([new("A", value, true)], []));
        Assert.StartsWith("The value of 'A' contains a line break", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_is_reported_at_once() => Assert.Equal(
        [2, 3, 3, 0],
        VariableLimits.Check([new("A", "", null, 1), new("B B", "", null, 2), new("9", "\n", null, 3)], [("C", VariableLimits.MaxTotal)])
            .Select(p => p.Line));

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Names_and_values_count_together_with_those_that_stay(int more, bool passes)
    {
        // The names have 2 + 3 characters, the values 1,000 and the rest.
        var problems = VariableLimits.Check(
            [new("AB", new string('x', 1_000), null, 4)], [("CDE", VariableLimits.MaxTotal - 1_005 + more)]);
        Assert.Equal(passes, problems.Count == 0);
        if (!passes)
        {
            Assert.Equal(
                "Names and values would have 120,001 characters together; Bitbucket allows about 120,000. The largest variable is 'CDE'.",
                problems[0].ToString());
        }
    }

    [Fact]
    public void Sizes_beyond_32_bits_do_not_overflow() =>
        Assert.Single(VariableLimits.Check([], [("A", int.MaxValue), ("B", int.MaxValue), ("C", int.MaxValue)]));
}
