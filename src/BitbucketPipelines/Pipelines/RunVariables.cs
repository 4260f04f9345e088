using System.Collections;
using System.Management.Automation;
using System.Security;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Reads the variables of a run from the dictionaries of the user. All problems are reported in one error.</summary>
internal static class RunVariables
{
    private static readonly HashSet<string> s_fields = new(
        StringComparer.OrdinalIgnoreCase) { "key", "name", "value", "secured", "type", "uuid" };

    /// <summary>The field that says whether a variable is secured, and how it is misspelled.</summary>
    private static readonly string[] s_flags = ["secured", "secure", "isSecured", "is_secured", "isSecure", "is_secure"];

    /// <summary>The names of variables in words, for -WhatIf and -Confirm; nothing when there are none.</summary>
    public static string Describe(IReadOnlyCollection<RunVariable> variables) => variables.Count == 0
        ? ""
        : $" with {string.Join(", ", variables.Select(v => v.Secured == true ? $"{v.Key} (secured)" : v.Key))}";

    /// <summary>Warns that a run on the target of a previous run does not get its variables, unless variables are specified.</summary>
    public static void WarnOfLost(Pipeline? previous, IDictionary? specified, Action<string> warn)
    {
        if (previous is not null && specified is null)
        {
            warn($"The variables of run {previous} cannot be read, so the new run does not have them. Use -Variable or -SecureVariable to "
                + "specify them again.");
        }
    }

    /// <summary>Reads the variables.</summary>
    /// <param name="plain">Name = value.</param>
    /// <param name="secured">Name = secret.</param>
    /// <param name="warn">Receives warnings about changed values.</param>
    public static List<RunVariable> Read(IDictionary? plain, IDictionary? secured, Action<string> warn)
    {
        var variables = new List<RunVariable>();
        var problems = new List<string>();
        foreach (IDictionary table in new[] { plain, secured }.OfType<IDictionary>().Where(IsOneVariable))
        {
            problems.Add(WrongShape(table, isSecure: table == secured));
        }

        if (problems.Count > 0)
        {
            throw new ErrorRecordException(Errors.InvalidVariables(problems));
        }

        ReadEntries(plain, secured, variables, problems, warn);
        return problems.Count == 0 ? variables : throw new ErrorRecordException(Errors.InvalidVariables(problems));
    }

    /// <summary>Reads variables that are not those of a run: name = value, or a SecureString for a secured variable.</summary>
    public static List<RunVariable> ReadTable(IDictionary table, Action<string> warn)
    {
        var variables = new List<RunVariable>();
        var problems = new List<string>();
        if (IsOneVariable(table))
        {
            problems.Add("This is one variable (name, value, secured), not a hashtable of names and values. Write @{ NAME = '..' }, or "
                + "specify -Name and -Value.");
        }
        else
        {
            ReadEntries(table, null, variables, problems, warn, "");
        }

        return problems.Count == 0
            ? variables
            : throw new ErrorRecordException(Errors.InvalidVariables(problems, isRun: false), terminating: true);
    }

    private static void ReadEntries(
        IDictionary? plain, IDictionary? secured, List<RunVariable> variables, List<string> problems, Action<string> warn,
        string secretParameter = "-SecureVariable ")
    {
        foreach (DictionaryEntry entry in Entries(plain))
        {
            Add(entry.Key,
                ValueText.Unwrap(entry.Value) is SecureString secret
                ? Secured(secret, entry.Key, problems, warn)
                : (Text(entry.Value, entry.Key, problems, secretParameter), null));
        }

        foreach (DictionaryEntry entry in Entries(secured))
        {
            object? value = ValueText.Unwrap(entry.Value);
            if ((value as SecureString ?? (value as PSCredential)?.Password) is { } secret)
            {
                Add(entry.Key, Secured(secret, entry.Key, problems, warn));
            }
            else
            {
                problems.Add($"The value of secured variable '{entry.Key}' must be a SecureString or a PSCredential.");
            }
        }

        void Add(object key, (string Value, bool? Secured) value)
        {
            string name = LanguagePrimitives.ConvertTo<string>(key);
            if (!VariableName.IsValid(name))
            {
                problems.Add(name.Trim().Length == 0
                    ? "The name of a variable is empty."
                    : $"'{name}' is not a valid variable name. Use letters, digits and underscores, and do not start with a digit.");
            }
            else if (variables.Exists(v => v.Key == name))
            {
                problems.Add($"Variable '{name}' is specified twice.");
            }

            variables.Add(new RunVariable { Key = name, Value = value.Value, Secured = value.Secured });
        }
    }

    /// <summary>
    /// Whether a dictionary is one variable in the format of the API, <c>@{ key = ..; value = ..; secured = .. }</c>, instead of names and
    /// values.
    /// </summary>
    private static bool IsOneVariable(IDictionary table)
    {
        string[] keys = [.. table.Keys.Cast<object>().Select(k => k.ToString() ?? "")];
        // With an additional or misspelled field it is still not a dictionary of names and values.
        return (Has(keys, "key") || Has(keys, "name"))
            && (Has(keys, "secured") || (Has(keys, "value") && (keys.All(s_fields.Contains) || s_flags.Any(f => Has(keys, f)))));
    }

    private static bool Has(string[] keys, string field) => keys.Contains(field, StringComparer.OrdinalIgnoreCase);

    /// <summary>The error message. It includes the name of the variable if it is valid, but never a value.</summary>
    private static string WrongShape(IDictionary table, bool isSecure)
    {
        object? Field(string name) =>
            ValueText.Unwrap(
                ValueText.Entries(table)
                .FirstOrDefault(e => string.Equals(e.Key.ToString(), name, StringComparison.OrdinalIgnoreCase)).Value);

        string name = (Field("key") ?? Field("name")) is string given && VariableName.IsValid(given) ? given : "NAME";
        bool secret = isSecure
            || (s_flags.Select(Field).FirstOrDefault(f => f is not null) is { } said
                && !(said is string word && word.Trim().ToUpperInvariant() is "FALSE" or "")
                && LanguagePrimitives.IsTrue(said));
        return "This is one variable in the format of the API (key, value, secured), not a hashtable of names and values. Write "
            + (secret ? $"-SecureVariable @{{ {name} = <SecureString> }}" : $"-Variable @{{ {name} = '..' }}")
            + ". If the run needs variables with the names key and value, pass one of them with -Variable and the other with "
            + "-SecureVariable.";
    }

    private static IEnumerable<DictionaryEntry> Entries(IDictionary? dictionary)
    {
        if (dictionary is null)
        {
            yield break;
        }

        // Sort the entries of a Hashtable, so that the same input always results in the same request.
        DictionaryEntry[] entries = [.. ValueText.Entries(dictionary)];
        foreach (DictionaryEntry entry in dictionary is Hashtable
            ? entries.OrderBy(e => e.Key.ToString(), StringComparer.Ordinal)
            : entries.AsEnumerable())
        {
            yield return entry;
        }
    }

    private static (string, bool?) Secured(SecureString secret, object key, List<string> problems, Action<string> warn)
    {
        string text = Secrets.ToPlainText(secret);
        if (ValueText.TakeFinalLineBreak(ref text))
        {
            warn(ValueText.FinalLineBreakTaken(key.ToString() ?? ""));
        }

        if (text.Length == 0)
        {
            problems.Add($"The secret for variable '{key}' is empty. The PowerShell variable that it comes from is not set.");
        }

        return (text, true);
    }

    private static string Text(object? value, object key, List<string> problems, string secretParameter)
    {
        if (!ValueText.TryConvert(value, out string? text))
        {
            problems.Add($"The value of variable '{key}' must be {ValueText.Allowed}."
                + (ValueText.Unwrap(value) is IDictionary ? $" For a secret use {secretParameter}@{{ {key} = <SecureString> }}." : ""));
        }
        else if (text is null)
        {
            problems.Add($"The value of variable '{key}' is null. The PowerShell variable that it comes from is not set. Use '' for an "
                + "empty value.");
        }

        return text ?? "";
    }
}
