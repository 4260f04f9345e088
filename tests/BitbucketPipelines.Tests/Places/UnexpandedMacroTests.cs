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
    [InlineData("$[variables.token]")]
    [InlineData("{{token}}")]
    [InlineData("{{ .Values.token }}")]
    public void Names_hold_none_of_these_though_values_may(string text)
    {
        Assert.Equal(text, UnexpandedMacro.In($"acme/{text}"));
        Assert.Null(UnexpandedMacro.Whole(text));
    }

    [Theory]
    [InlineData("\"$(Token)\"", "$(Token)")]
    [InlineData("Bearer $(Token)", "$(Token)")]
    [InlineData("$(my token)", "$(my token)")]
    [InlineData("$[variables.token]", "$[variables.token]")]
    [InlineData("{{token}}", "{{token}}")]
    [InlineData("%TOKEN%", "%TOKEN%")]
    [InlineData("$TOKEN", "$TOKEN")]
    [InlineData("$env:token", "$env:token")]
    [InlineData("ATATT3xFfGF0T-abc_DEF=12AB", null)]
    [InlineData("$ecret", null)]
    [InlineData("pa$WORD", null)]
    public void Tokens_hold_no_macro(string text, string? macro) => Assert.Equal(macro, UnexpandedMacro.InToken(text));

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
