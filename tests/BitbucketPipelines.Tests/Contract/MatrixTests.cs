using System.Globalization;
using System.Text.RegularExpressions;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace BitbucketPipelines.Tests.Contract;

/// <summary>Every operation under every fault, as matrix.txt says it.</summary>
public class MatrixTests(ITestOutputHelper output)
{
    /// <summary>A table that shrinks by mistake would prove nothing.</summary>
    private const int FewestCells = 3000;

    private static readonly Regex s_cell = new(@"^(?<outcome>.+?)(?: (?<fewer><)?(?<sent>\d+)(?:\+(?<done>\d+))?)?$");

    private readonly MatrixTable _table = new(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Contract", "matrix.txt")));

    [Fact]
    public void Every_cell_holds()
    {
        int looked = 0;
        var wrong = new List<string>();
        foreach (string fault in _table.Faults)
        {
            foreach (MatrixOperation operation in MatrixOperation.All)
            {
                if (_table.Expected(fault, operation) is { } expected)
                {
                    looked++;
                    using var cell = new MatrixCell(operation, new MatrixFault(fault));
                    wrong.AddRange(Wrong(cell, fault, operation, expected) is { } why ? [$"{fault} | {operation.Name} | {why}"] : []);
                }
            }
        }

        string summary = $"{looked - wrong.Count} of {_table.Cells} cells hold";
        output.WriteLine(summary);
        Assert.True(wrong.Count == 0, $"{summary}. These do not:\n{string.Join("\n", wrong)}");
        Assert.True(
            looked == _table.Cells && looked >= FewestCells,
            $"{looked} cells were looked at; matrix.txt says {_table.Cells}, and {FewestCells} are the fewest.");
        Assert.Empty(_table.IdleExceptions);
    }

    [Fact]
    public void Every_fault_and_every_class_of_operations_is_in_the_table()
    {
        Assert.Equal(MatrixFault.Answers.Order(), _table.Faults.Select(f => new MatrixFault(f).AnswerName).Distinct().Order());
        Assert.Equal(_table.Columns.Order(), MatrixOperation.All.Select(o => o.Column).Distinct().Order());
    }

    private string? Wrong(MatrixCell cell, string fault, MatrixOperation operation, string expected)
    {
        string outcome;
        try
        {
            outcome = cell.Run();
        }
        catch (Exception e)
        {
            return $"expected {expected}, got {e.GetType().Name}: {(e is XunitException ? e.Message : e.ToString())}";
        }

        double seconds = cell.Api.Clock.Elapsed.TotalSeconds;
        (int requests, double least, double most) = _table.Limits(fault, operation);
        Match parts = s_cell.Match(expected);
        int sent = parts.Groups["sent"].Success ? int.Parse(parts.Groups["sent"].Value, CultureInfo.InvariantCulture) : cell.Sent;
        int done = parts.Groups["done"].Success ? int.Parse(parts.Groups["done"].Value, CultureInfo.InvariantCulture) : 0;
        bool isCount = parts.Groups["fewer"].Success ? cell.Sent < sent : cell.Sent == sent;
        return outcome != parts.Groups["outcome"].Value || !isCount || cell.Done != done
            ? $"expected {expected}, got {outcome} {cell.Sent}+{cell.Done}"
            : cell.Sent > requests ? $"{cell.Sent} requests, at most {requests} were expected"
            : seconds < least - 0.01 || seconds > most + 0.01 ? $"{seconds:0.#} seconds, {least}-{most} were expected"
            : null;
    }
}
