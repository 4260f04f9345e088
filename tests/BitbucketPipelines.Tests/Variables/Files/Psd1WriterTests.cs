using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Variables;

public sealed class Psd1WriterTests
{
    [Fact]
    public void Hashtable_is_written() => Assert.Equal(
        """
        @{
            'B' = 'plain $x "y" # `z`'
            'A' = 'it''s ’’so’’'
            'EMPTY' = ''
            'TOKEN' = @{ Secured = $true }
            'GIVEN' = @{ Value = 'x'; Secured = $true }
            'NOTHING' = $null
        }

        """,
        VariableFile.Write(
            [
                new("B", "plain $x \"y\" # `z`", false), new("A", "it's ’so’", null), new("EMPTY", "", false), new("TOKEN", null, true),
                new("GIVEN", "x", true), new("NOTHING", null, null),
            ],
            VariableFormat.Psd1));

    [Fact]
    public void Names_that_differ_in_case_only_cannot_be_written()
    {
        VariableEntry[] entries = [new("Foo", "1", false), new("B", "2", false), new("FOO", "3", false)];
        var e = Assert.Throws<VariableFileException>(() => VariableFile.Write(entries, VariableFormat.Psd1));
        Assert.Contains("'Foo' and 'FOO'", Assert.Single(e.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_is_not_read_here() => Assert.Throws<NotSupportedException>(() => VariableFile.Read("@{}", VariableFormat.Psd1));
}
