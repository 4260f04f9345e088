using System.Globalization;

namespace BitbucketPipelines.Tests.Contract;

/// <summary>The table in matrix.txt: what is expected of each operation under each fault.</summary>
internal sealed class MatrixTable
{
    /// <summary>The most that any single request is sent.</summary>
    private const int MostOfOne = 8;

    private readonly List<string> _columns = [];
    private readonly Dictionary<string, (int Requests, double Seconds)> _limits = [];
    private readonly List<Row> _rows = [];
    private readonly List<ExceptionRow> _exceptions = [];

    public MatrixTable(string text)
    {
        foreach (string line in text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'))
        {
            string[] fields = [.. line.Split('|').Select(f => f.Trim())];
            if (fields[0] == "cells")
            {
                Cells = int.Parse(fields[1], CultureInfo.InvariantCulture);
            }
            else if (fields[0] == "limit")
            {
                _limits[fields.Length > 4 ? $"{fields[1]} | {fields[4]}" : fields[1]] = (
                    int.Parse(fields[2], CultureInfo.InvariantCulture), double.Parse(fields[3], CultureInfo.InvariantCulture));
            }
            else if (fields[0] == "fault")
            {
                _columns.AddRange(fields[2..]);
            }
            else if (fields[0] == "except")
            {
                Assert.True(
                    fields.Length == 5 && fields[4].Length > 10, $"An exception needs fault, operation, expected cell and reason: {line}");
                _exceptions.Add(new ExceptionRow(fields[1], fields[2], fields[3]));
            }
            else
            {
                Assert.True(fields.Length == _columns.Count + 2, $"A row needs {_columns.Count + 2} fields: {line}");
                _rows.Add(new Row(fields[0], fields[1], [.. fields[2..]]));
            }
        }

        Assert.Equal(_rows.Count, _rows.Select(r => r.Fault).Distinct().Count());
    }

    /// <summary>How many cells the table says there are.</summary>
    public int Cells { get; }

    public IEnumerable<string> Columns => _columns;

    public IEnumerable<string> Faults => _rows.Select(r => r.Fault);

    /// <summary>Exceptions that say nothing new, or that fit nothing.</summary>
    public IEnumerable<string> IdleExceptions => _exceptions.Where(e => !e.IsUsed).Select(e => $"{e.Fault} | {e.Operation}");

    /// <summary>The expected outcome of a cell; null where the fault says nothing about the operation.</summary>
    public string? Expected(string fault, MatrixOperation operation)
    {
        string rule = _rows.Single(r => r.Fault == fault).Cells[_columns.IndexOf(operation.Column)];
        foreach (ExceptionRow exception in _exceptions.Where(e => e.Operation == operation.Name && e.Fault == fault))
        {
            exception.IsUsed |= exception.Expected != rule;
            return exception.Expected;
        }

        return rule == "-" ? null : rule;
    }

    /// <summary>The most requests, and between how many seconds of the server's time it ends.</summary>
    public (int Requests, double Least, double Most) Limits(string fault, MatrixOperation operation)
    {
        if (_limits.TryGetValue($"{operation.Column} | {fault}", out (int Requests, double Seconds) limit)
            || _limits.TryGetValue(operation.Column, out limit))
        {
            return (limit.Requests, 0, limit.Seconds);
        }

        double[] ends = [.. _rows.Single(
            r => r.Fault == fault).Seconds.Split('-').Select(s => double.Parse(s, CultureInfo.InvariantCulture))];
        return (MostOfOne, operation.Column == "read" && operation.Name != "keys" ? ends[0] : 0, ends[^1]);
    }

    private sealed record Row(string Fault, string Seconds, string[] Cells);

    private sealed record ExceptionRow(string Fault, string Operation, string Expected)
    {
        public bool IsUsed { get; set; }
    }
}
