using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Variables;

public sealed class CsvFileTests
{
    [Theory]
    [InlineData("Name,Value\nA,1", "2 A [1] -")]
    [InlineData("KEY,VALUE\nA,1\n", "2 A [1] -")]
    [InlineData("value;name\n1;A", "2 A [1] -")]
    [InlineData("Name;Value\nA;1,2", "2 A [1,2] -")]
    [InlineData(" Name , Value \n A , 1 ", "2 A [ 1 ] -")]
    [InlineData("\"Name\",\"Value\"\n\"A\",\"say \"\"hi\"\", you\"", "2 A [say \"hi\", you] -")]
    [InlineData("Name,Key,Value\nA,B,1", "2 A [1] -")]
    [InlineData("Uuid,Secured,Value,Name,Scope\n{1},no,x,A,repo", "2 A [x] False")]
    [InlineData("Name,Value,Note\nA,1,\"two\nlines\"", "2 A [1] -")]
    [InlineData("Name,Value\nA,", "2 A [] -")]
    [InlineData("Name,Value\nA,\"\"", "2 A [] -")]
    [InlineData("Name,Value,Secured\nA,,true", "2 A - True")]
    [InlineData("Name,Value,Secured\nA,,", "2 A [] -")]
    [InlineData("Name,Value,Secured\nA,,false", "2 A [] False")]
    [InlineData("Name,Value,Secured\nA,x,TRUE", "2 A [x] True")]
    [InlineData("Name,Value,Secured\nA,x, Yes ", "2 A [x] True")]
    [InlineData("Name,Value,Secured\nA,x,1", "2 A [x] True")]
    [InlineData("Name,Value,Secured\nA,x,0", "2 A [x] False")]
    [InlineData("Name,Value,Secured\nA,x,False", "2 A [x] False")]
    [InlineData("Name,Value,Secured\nA,x,", "2 A [x] -")]
    [InlineData("Name,Value\nA,#x=$y'\\n", "2 A [#x=$y'\\n] -")]
    [InlineData("#TYPE Selected.System.Management.Automation.PSCustomObject\n\"Name\",\"Value\"\n\"A\",\"1\"", "3 A [1] -")]
    [InlineData("\n\nName,Value\n\nA,1\n,\n  \n", "5 A [1] -")]
    [InlineData("\"Na;me\",Name,Value\nx,A,1", "2 A [1] -")]
    [InlineData("\"Na,me\";Name;Value\nx;A;1", "2 A [1] -")]
    [InlineData("sep=;\n#TYPE Selected\nName;Value\nA;1", "4 A [1] -")]
    public void Record_is_read(string text, string expected) => FileCase.Reads(VariableFormat.Csv, text, expected);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Lines_end_in_any_way(string end) => FileCase.Reads(
        VariableFormat.Csv, "\uFEFF" + string.Join(end, "Name,Value,Note", "A,1,", $"B,2,\"x{end}y{end}\"", "b,3,", ""), "2 A [1] -",
        "3 B [2] -", "6 b [3] -");

    [Fact]
    public void Header_alone_is_no_variable() => FileCase.Reads(VariableFormat.Csv, "Name,Value,Secured\n");

    [Theory]
    [InlineData("", new[] { 1 }, "The file is empty")]
    [InlineData("\n \n", new[] { 1 }, "The file is empty")]
    [InlineData("A,1\nB,2", new[] { 1, 1 }, "There is no column Name (or Key).")]
    [InlineData("Name|Value\nA|1", new[] { 1, 1 }, "There is no column Name (or Key).")]
    [InlineData("Name,Secured\nA,true", new[] { 1 }, "There is no column Value.")]
    [InlineData("A,B,C\nNameCValue\nACx", new[] { 1, 1 }, "There is no column Name (or Key).")]
    [InlineData("sep=;;\nName;Value\nA;1", new[] { 1, 1 }, "There is no column Name (or Key).")]
    [InlineData("Name,Value,value\nA,1,2", new[] { 1 }, "The column Value occurs twice.")]
    [InlineData("Name,Value,value\nA,1", new[] { 1 }, "The column Value occurs twice.")]
    [InlineData("Value,Name,Value\nA,1,2", new[] { 1 }, "The column Value occurs twice.")]
    [InlineData("Name,Value,Workspace,Repository,REPOSITORY\nA,1,acme,web,", new[] { 1 }, "The column Repository occurs twice.")]
    [InlineData("Name,Value\nA,1,2\nB\nC,3", new[] { 2, 3 }, "The line has 3 columns, but the header has 2")]
    [InlineData("Name,Value\n,1", new[] { 2 }, "The name is missing.")]
    [InlineData("Name,Value,Secured\nA,1,maybe", new[] { 2 }, "Secured of 'A' must be")]
    [InlineData("Name,Value\nA,1\nB,\"x\ny\"\nA,2", new[] { 3, 5 }, "The value of 'B' contains a line break")]
    [InlineData("Name,Value\nA,\"x\"y\nB,2\nB,3", new[] { 2, 4 }, "text after the closing quote")]
    [InlineData("Name,Value\nA,x\"y\"\nB,2\nB,3", new[] { 2, 4 }, "A field contains a quote")]
    [InlineData("Name,Value\nA, \"x\"", new[] { 2 }, "A field contains a quote")]
    [InlineData("Name,Value\nA,1\nB,\"x\nC,3", new[] { 3 }, "A closing quote is missing.")]
    [InlineData("Name,\"Value\nA,1", new[] { 1 }, "A closing quote is missing.")]
    [InlineData("Name,Value\nA,1\nB,2\nA,3", new[] { 4 }, "'A' already occurs on line 2.")]
    public void Error_is_reported(string text, int[] lines, string words) => FileCase.Fails(VariableFormat.Csv, text, lines, words);

    [Fact]
    public void Table_is_written_with_quotes_where_they_are_needed() => Assert.Equal(
        "Name,Value,Secured\nB,plain $x #y 'z',false\nA,\"a,b\",\nC,\"say \"\"hi\"\"\",true\nD,\" "
            + "x\",\nE,\"1;2\",\nF,\"a\nb\",\nTOKEN,,true\n",
        VariableFile.Write(
            [
                new("B", "plain $x #y 'z'", false), new("A", "a,b", null), new("C", "say \"hi\"", true), new("D", " x", null),
                new("E", "1;2", null), new("F", "a\nb", null), new("TOKEN", null, true),
            ],
            VariableFormat.Csv));

    [Theory]
    [InlineData("Name\tValue\tSecured\nA\tx;y,z\t1\n")]
    [InlineData("sep=;\nName;Value;Secured\nA;\"x;y,z\";WAHR\n")]
    [InlineData("\"sep=|\"\nName|Value|Secured\nA|x;y,z|vrai\n")]
    [InlineData("SEP=\t\n\nName\tValue\tSecured\nA\tx;y,z\tverdadero\n")]
    public void Table_that_a_spreadsheet_saved_in_another_country_is_read(string text)
    {
        VariableEntry entry = Assert.Single(VariableFile.Read(text, VariableFormat.Csv));
        Assert.Equal(("A", "x;y,z", true), (entry.Name, entry.Value, entry.Secured));
    }

    [Fact]
    public void Columns_can_say_where_a_variable_stands()
    {
        const string Text =
            "Repository,Name,Value,Environment,Workspace\nweb,A,1,,acme\nweb,A,2,Production,acme\n,A,3,,acme\n , A ,4,,\nweb,A,5,,\n";
        IReadOnlyList<VariableEntry> entries = VariableFile.Read(Text, VariableFormat.Csv);
        Assert.Equal(["acme/web", "acme/web (Production)", "workspace acme", null, "web"], entries.Select(e => e.Place?.ToString()));
        FileCase.Fails(VariableFormat.Csv, Text + "web,A,6,,acme\n", [7], "'A' already occurs on line 2.");
    }

    [Theory]
    [InlineData(VariableFormat.Csv)]
    [InlineData(VariableFormat.Json)]
    public void Places_are_written_and_read_back(VariableFormat format)
    {
        VariableEntry[] entries =
        [
            new("A", "1", false, Place: new("acme", "web", null)), new("A", "2", true, Place: new("acme", "web", "Pro, \"x\"")),
            new("A", null, true, Place: new("acme", null, null)), new("B", "4", false),
        ];
        string text = VariableFile.Write(entries, format);
        Assert.Equal(entries, VariableFile.Read(text, format).Select(e => e with { Line = 0 }));
    }

    [Theory]
    [InlineData(VariableFormat.Env)]
    [InlineData(VariableFormat.Psd1)]
    public void Format_that_cannot_name_a_place_is_not_written(VariableFormat format)
    {
        var e = Assert.Throws<VariableFileException>(
            () => VariableFile.Write([new("A", "1", false, Place: new("acme", "web", null))], format));
        Assert.Contains("use .csv or .json", e.Message, StringComparison.Ordinal);
    }
}
