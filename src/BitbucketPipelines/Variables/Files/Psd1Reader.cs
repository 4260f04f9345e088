using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>
/// Reads <c>@{ NAME = 'value'; SECRET = @{ Value = '..'; Secured = $true } }</c> with PowerShell's own parser. Nothing is executed or
/// evaluated: only constants are allowed.
/// </summary>
internal static class Psd1Reader
{
    /// <summary>The maximum number of entries of a hashtable that PowerShell itself reads from a data file.</summary>
    private const int MostForPowerShell = 500;

    private static readonly Regex s_number = new("^-?[0-9]+([.][0-9]+)?$", RegexOptions.CultureInvariant);

    /// <summary>Reads the variables, in the order of the file.</summary>
    /// <exception cref="VariableFileException">The file has errors; the exception lists all of them.</exception>
    public static IReadOnlyList<VariableEntry> Read(string text)
    {
        ScriptBlockAst script = Parser.ParseInput(text, out Token[] _, out ParseError[] errors);
        var collector = new EntryCollector();
        foreach (ParseError error in errors)
        {
            // The message of the parser is not used, because it may repeat a value.
            collector.AddProblem(error.Extent.StartLineNumber,
                $"This is not PowerShell ({error.ErrorId}): a quote or bracket may be missing, or a name may occur twice.");
        }

        if (errors.Length == 0 && Table(script) is { } table)
        {
            Add(table, collector);
        }
        else if (errors.Length == 0)
        {
            collector.AddProblem(1, "The file must contain one hashtable and nothing else: @{ NAME = 'value' }.");
        }

        return collector.Finish();
    }

    private static HashtableAst? Table(ScriptBlockAst script) =>
        script.ParamBlock is null && script.BeginBlock is null && script.ProcessBlock is null && script.DynamicParamBlock is null
        && script.EndBlock is { Traps: null or { Count: 0 }, Statements: { Count: 1 } statements }
            ? OnlyExpression(statements[0]) as HashtableAst
            : null;

    private static void Add(HashtableAst table, EntryCollector collector)
    {
        bool isValid = true;
        foreach (Tuple<ExpressionAst, StatementAst> pair in table.KeyValuePairs)
        {
            int line = pair.Item1.Extent.StartLineNumber;
            if (pair.Item1 is not StringConstantExpressionAst { Value: { Length: > 0 } name })
            {
                collector.AddProblem(line, "A name must be a string: NAME = 'value'.");
                isValid = false;
                continue;
            }

            (string? value, bool? secured, string? problem) = Read(OnlyExpression(pair.Item2));
            if (problem is not null)
            {
                collector.AddProblem(line, $"The value of {VariableProblem.Show(name)} {problem}");
                isValid = false;
                continue;
            }

            collector.Add(name, value, secured, line);
        }

        if (isValid && table.KeyValuePairs.Count <= MostForPowerShell && !IsSafe(table))
        {
            collector.AddProblem(
                table.Extent.StartLineNumber, "PowerShell does not accept this as a data file. Run Import-PowerShellDataFile to see why.");
        }
    }

    private static (string? Value, bool? Secured, string? Problem) Read(ExpressionAst? expression)
    {
        if (expression is HashtableAst fields)
        {
            return Fields(fields);
        }

        (string? value, string? problem) = Scalar(expression);
        return (value, null, problem);
    }

    /// <summary>Reads <c>@{ Value = ..; Secured = .. }</c>.</summary>
    private static (string? Value, bool? Secured, string? Problem) Fields(HashtableAst fields)
    {
        string? value = null;
        bool? secured = null;
        bool known = false;
        foreach (Tuple<ExpressionAst, StatementAst> pair in fields.KeyValuePairs)
        {
            string? field = (pair.Item1 as StringConstantExpressionAst)?.Value.ToUpperInvariant();
            (string? text, string? problem) = Scalar(OnlyExpression(pair.Item2));
            if (field is not ("VALUE" or "SECURED"))
            {
                return (null, null,
                    "is a hashtable that contains something other than Value and Secured. If the value is JSON, specify it as a string.");
            }

            if (problem is not null)
            {
                return (null, null, problem);
            }

            known = true;
            value = field == "VALUE" ? text : value;
            if (field == "SECURED" && !YesNo.TryRead(text, out secured))
            {
                return (null, null, "has a Secured that is neither $true nor $false.");
            }
        }

        return (value, secured, known ? null : "is an empty hashtable: it must contain Value or Secured.");
    }

    /// <summary>Reads a constant as it is written in the file.</summary>
    private static (string? Value, string? Problem) Scalar(ExpressionAst? expression) => expression switch
    {
        StringConstantExpressionAst text => (text.Value, null),
        ExpandableStringExpressionAst => (
            null, "has a $ in double quotes, which PowerShell would replace: use single quotes."),
        VariableExpressionAst { Splatted: false, VariablePath.IsUnqualified: true } variable =>
            variable.VariablePath.UserPath.ToUpperInvariant() switch
        {
            "TRUE" => ("true", null),
            "FALSE" => ("false", null),
            "NULL" => (null, null),
            _ => (null, "is a PowerShell variable, which a data file cannot contain: use a string in quotes."),
        },
        ConstantExpressionAst or UnaryExpressionAst { TokenKind: TokenKind.Minus, Child: ConstantExpressionAst } =>
            s_number.IsMatch(expression.Extent.Text)
            ? (expression.Extent.Text, null)
            : (null, "is a number that PowerShell would convert to a different text: put it in quotes."),
        _ => (null, "must be a constant: a string in quotes, a number, $true, $false, $null, or @{ Value = ..; Secured = .. }."),
    };

    /// <summary>The only expression of a statement; null when the statement is anything else.</summary>
    private static ExpressionAst? OnlyExpression(StatementAst statement) =>
        statement is PipelineAst { PipelineElements: { Count: 1 } elements }
            && elements[0] is CommandExpressionAst { Redirections.Count: 0 } command
        && !statement.Extent.Text.TrimEnd().EndsWith("&", StringComparison.Ordinal)
            ? command.Expression
            : null;

    /// <summary>Whether PowerShell itself accepts the hashtable as constant.</summary>
    private static bool IsSafe(HashtableAst table)
    {
        try
        {
            _ = table.SafeGetValue();
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }
}
