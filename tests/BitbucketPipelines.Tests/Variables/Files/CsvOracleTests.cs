using BitbucketPipelines.Api.Variables;
using nietras.SeparatedValues;

namespace BitbucketPipelines.Tests.Variables;

/// <summary>Compares CSV files with another CSV library (Sep).</summary>
public sealed class CsvOracleTests
{
    private const int Tables = 1_500;

    [Fact]
    public void Another_reader_reads_what_is_written()
    {
        int fields = 0;
        for (int seed = 0; seed < Tables; seed++)
        {
            bool placed = seed % 2 == 0;
            List<VariableEntry> entries = [.. new RandomText(
                seed).Entries().Select(e => placed ? e with { Place = new("acme", "web,1", "It's \"it\"") } : e)];
            string[] expected = [.. entries.SelectMany(e => (string[])[
                .. placed ? (string[])["acme", "web,1", "It's \"it\""] : [],
                e.Name, e.Value ?? "", e.Secured switch { true => "true", false => "false", null => "" }])];
            using SepReader reader = Sep.New(',').Reader(o => o with { Unescape = true })
                .FromText(VariableFile.Write(entries, VariableFormat.Csv));
            var read = new List<string>();
            foreach (SepReader.Row row in reader)
            {
                for (int i = 0; i < row.ColCount; i++)
                {
                    read.Add(row[i].ToString());
                }
            }

            Assert.Equal(expected, read);
            fields += read.Count;
        }

        Assert.True(fields > 10 * Tables);
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public void What_another_writer_writes_is_read(char separator)
    {
        int rows = 0;
        for (int seed = 0; seed < Tables / 3; seed++)
        {
            List<VariableEntry> entries = new RandomText(seed).Entries();
            using SepWriter writer = Sep.New(separator).Writer(o => o with { Escape = true }).ToText();
            foreach (VariableEntry entry in entries)
            {
                using SepWriter.Row row = writer.NewRow();
                row["Comment"].Set("of \"" + separator);
                row["Value"].Set(entry.Value ?? "");
                row["NAME"].Set(entry.Name);
                row["secured"].Set(entry.Secured?.ToString() ?? "");
            }

            VariableEntry[] expected = [.. entries.Select(
                e => e with { Value = e.Secured == true && e.Value is null or "" && e.Secured == true ? null : e.Value ?? "" })];
            Assert.Equal(expected, VariableFile.Read(writer.ToString(), VariableFormat.Csv).Select(e => e with { Line = 0 }));
            rows += entries.Count;
        }

        Assert.True(rows > Tables);
    }
}
