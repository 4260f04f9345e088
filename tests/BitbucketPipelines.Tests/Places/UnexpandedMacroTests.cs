namespace BitbucketPipelines.Tests;

public class UnexpandedMacroTests
{
    [Theory]
    [InlineData("$(Token)")]
    [InlineData("$(System.AccessToken)")]
    [InlineData("$(my-token)")]
    [InlineData("${{ secrets.X }}")]
    [InlineData("${{secrets.X}}")]
    [InlineData("${{ parameters['x'] }}")]
    [InlineData("%TOKEN%")]
    [InlineData("%env.TOKEN%")]
    [InlineData("${TOKEN}")]
    [InlineData("${env:TOKEN}")]
    [InlineData("#{Token}#")]
    [InlineData("#{Octopus.Token}")]
    public void Macros_are_found(string text)
    {
        Assert.Equal(text, UnexpandedMacro.In(text));
        Assert.Equal(text, UnexpandedMacro.Whole($" {text}\n"));
        Assert.Equal(text, UnexpandedMacro.In($"acme/{text}"));
        Assert.Null(UnexpandedMacro.Whole($"prefix-{text}"));
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("{b5d2ab02-2013-415e-b146-61ff3bf19502}")]
    [InlineData("%7Bb5d2ab02-2013-415e-b146-61ff3bf19502%7D")]
    [InlineData("feature/100%_done%sure")]
    [InlineData("feature/a(b)")]
    [InlineData("feature/#12")]
    [InlineData("$HOME")]
    [InlineData("$(date +%s)")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData(null)]
    public void Other_texts_are_not(string? text) => Assert.Null(UnexpandedMacro.In(text));
}
