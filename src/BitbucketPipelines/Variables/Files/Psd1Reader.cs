using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>
/// Reads <c>@{ NAME = 'value'; SECRET = @{ Value = '..'; Secured = $true } }</c> with PowerShell's own parser. Nothing is run, and nothing
/// is worked out: only constants are taken, as they are written.
/// </summary>
internal static class Psd1Reader
{
    /// <summary>How many entries of a hashtable PowerShell itself reads at most.</summary>
    private const int MostForPowerShell = 500;

    private static readonly Regex s_number = new("^-?[0-9]+([.][0-9]+)?$", RegexOptions.CultureInvariant);

    /// <summary>The variables, in the order of the file.</summary>
    /// <exception cref="VariableFileException">Something is wrong: all of it is listed.</exception>
    public static IReadOnlyList<VariableEntry> Read(string text)
    {
        ScriptBlockAst script = Parser.ParseInput(text, out Token[] _, out ParseError[] errors);
        var collector = new EntryCollector();
        foreach (ParseError error in errors)
        {
            // The message of the parser may repeat what stands there.
            collector.Problem(error.Extent.StartLineNumber,
                $"This is not PowerShell ({error.ErrorId}): a quote or bracket may be missing, or a name stand there twice.");
        }

        if (errors.Length == 0 && Table(script) is { } table)
        {
            Add(table, collector);
        }
        else if (errors.Length == 0)
        {
            collector.Problem(1, "The file must hold one hashtable and nothing else: @{ NAME = 'value' }.");
        }

        return collector.Finish();
    }

    private static HashtableAst? Table(ScriptBlockAst script) =>
        script.ParamBlock is null && script.BeginBlock is null && script.ProcessBlock is null && script.DynamicParamBlock is null
        && script.EndBlock is { Traps: null or { Count: 0 }, Statements: { Count: 1 } statements }
            ? Pure(statements[0]) as HashtableAst
            : null;

    private static void Add(HashtableAst table, EntryCollector collector)
    {
        bool sound = true;
        foreach (Tuple<ExpressionAst, StatementAst> pair in table.KeyValuePairs)
        {
            int line = pair.Item1.Extent.StartLineNumber;
            if (pair.Item1 is not StringConstantExpressionAst { Value: { Length: > 0 } name })
            {
                collector.Problem(line, "A name must be a text: NAME = 'value'.");
                sound = false;
                continue;
            }

            (string? value, bool? secured, string? problem) = Read(Pure(pair.Item2));
            if (problem is not null)
            {
                collector.Problem(line, $"The value of {VariableProblem.Show(name)} {problem}");
                sound = false;
                continue;
            }

            collector.Add(name, value, secured, line);
        }

        if (sound && table.KeyValuePairs.Count <= MostForPowerShell && !IsSafe(table))
        {
            collector.Problem(
                table.Extent.StartLineNumber, "PowerShell refuses this as a data file: see what Import-PowerShellDataFile says of it.");
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

    /// <summary>What <c>@{ Value = ..; Secured = .. }</c> says.</summary>
    private static (string? Value, bool? Secured, string? Problem) Fields(HashtableAst fields)
    {
        string? value = null;
        bool? secured = null;
        bool known = false;
        foreach (Tuple<ExpressionAst, StatementAst> pair in fields.KeyValuePairs)
        {
            string? field = (pair.Item1 as StringConstantExpressionAst)?.Value.ToUpperInvariant();
            (string? text, string? problem) = Scalar(Pure(pair.Item2));
            if (field is not ("VALUE" or "SECURED"))
            {
                return (null, null,
                    "is a table: it may hold Value and Secured, and nothing else. If the value is JSON, give it as a text.");
            }

            if (problem is not null)
            {
                return (null, null, problem);
            }

            known = true;
            value = field == "VALUE" ? text : value;
            if (field == "SECURED" && !YesNo.TryRead(text, out secured))
            {
                return (null, null, "has something else in Secured than $true or $false.");
            }
        }

        return (value, secured, known ? null : "is an empty table: it must hold Value or Secured.");
    }

    /// <summary>A constant, in the way in which it is written.</summary>
    private static (string? Value, string? Problem) Scalar(ExpressionAst? expression) => expression switch
    {
        StringConstantExpressionAst text => (text.Value, null),
        ExpandableStringExpressionAst => (
            null, "has a $ within double quotes, for which PowerShell would put in a value: use single quotes."),
        VariableExpressionAst { Splatted: false, VariablePath.IsUnqualified: true } variable =>
            variable.VariablePath.UserPath.ToUpperInvariant() switch
        {
            "TRUE" => ("true", null),
            "FALSE" => ("false", null),
            "NULL" => (null, null),
            _ => (null, "is a variable, which a data file does not have: give a text in quotes."),
        },
        ConstantExpressionAst or UnaryExpressionAst { TokenKind: TokenKind.Minus, Child: ConstantExpressionAst } =>
            s_number.IsMatch(expression.Extent.Text)
            ? (expression.Extent.Text, null)
            : (null, "is a number that PowerShell reads as another text than the one that stands there: put it in quotes."),
        _ => (null, "must be a constant: a text in quotes, a number, $true, $false, $null, or @{ Value = ..; Secured = .. }."),
    };

    /// <summary>The expression that a statement consists of; null when there is more to it.</summary>
    private static ExpressionAst? Pure(StatementAst statement) =>
        statement is PipelineAst { PipelineElements: { Count: 1 } elements }
            && elements[0] is CommandExpressionAst { Redirections.Count: 0 } command
        && !statement.Extent.Text.TrimEnd().EndsWith("&", StringComparison.Ordinal)
            ? command.Expression
            : null;

    /// <summary>Whether PowerShell itself takes it for a table of constants.</summary>
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
