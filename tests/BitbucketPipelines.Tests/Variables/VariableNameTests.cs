using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

public class VariableNameTests
{
    [Theory]
    [InlineData("A")]
    [InlineData("a")]
    [InlineData("_")]
    [InlineData("_1")]
    [InlineData("AWS_ACCESS_KEY_ID")]
    [InlineData("camelCase9")]
    public void IsValid_takes_letters_digits_and_underscores(string name) => Assert.True(VariableName.IsValid(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("1A")]
    [InlineData("A-B")]
    [InlineData("A B")]
    [InlineData("A.B")]
    [InlineData("A=1")]
    [InlineData("A\n")]
    [InlineData("Ä")]
    [InlineData("Ａ")]
    [InlineData("A１")]
    [InlineData("$A")]
    public void IsValid_refuses_the_rest(string? name) => Assert.False(VariableName.IsValid(name));
}
