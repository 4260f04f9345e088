using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Variables;

public sealed class VariableFileTests
{
    [Theory]
    [InlineData(".env", VariableFormat.Env)]
    [InlineData("some/folder/.env", VariableFormat.Env)]
    [InlineData(".env.production", VariableFormat.Env)]
    [InlineData(".ENV.local", VariableFormat.Env)]
    [InlineData("prod.env", VariableFormat.Env)]
    [InlineData("a.b.CSV", VariableFormat.Csv)]
    [InlineData(".env.csv", VariableFormat.Csv)]
    [InlineData("x.json", VariableFormat.Json)]
    [InlineData("x.Psd1", VariableFormat.Psd1)]
    public void Format_is_determined_by_the_name(string path, VariableFormat format) => Assert.Equal(format, VariableFile.FormatOf(path));

    [Theory]
    [InlineData("")]
    [InlineData("variables")]
    [InlineData("x.txt")]
    [InlineData(".envrc")]
    [InlineData("csv")]
    [InlineData("folder.json/x.yml")]
    public void Other_names_tell_none(string path) =>
        Assert.Contains(".env, .csv, .json or .psd1", Assert.Throws<ArgumentException>(() => VariableFile.FormatOf(path)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(VariableFormat.Env, "")]
    [InlineData(VariableFormat.Csv, "Name,Value,Secured\n")]
    [InlineData(VariableFormat.Json, "[]\n")]
    [InlineData(VariableFormat.Psd1, "@{\n}\n")]
    public void Nothing_can_be_written(VariableFormat format, string text) => Assert.Equal(text, VariableFile.Write([], format));

    [Fact]
    public void A_data_file_is_left_to_the_parser_of_PowerShell() =>
        Assert.Contains("Psd1", Assert.Throws<NotSupportedException>(() => VariableFile.Read("@{}", VariableFormat.Psd1)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Entry_does_not_show_its_value()
    {
        var entry = new VariableEntry("A", "canary", true, 3);
        Assert.Equal("A", entry.ToString());
        Assert.Equal("A", $"{entry}");
    }
}
