using System.Collections;
using System.Management.Automation;
using System.Security;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Makes the variables of a run of the dictionaries that a user gives. All that is wrong is told in one error.</summary>
internal static class RunVariables
{
    private static readonly HashSet<string> s_fields = new(
        StringComparer.OrdinalIgnoreCase) { "key", "name", "value", "secured", "type", "uuid" };

    /// <summary>The names of variables in words, for -WhatIf and -Confirm; nothing when there are none.</summary>
    public static string Describe(IReadOnlyCollection<RunVariable> variables) => variables.Count == 0
        ? ""
        : $" with {string.Join(", ", variables.Select(v => v.Secured == true ? $"{v.Key} (secured)" : v.Key))}";

    /// <summary>The variables.</summary>
    /// <param name="plain">Name = value.</param>
    /// <param name="secured">Name = secret.</param>
    /// <param name="warn">Takes what was changed.</param>
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
            throw new ItemFailedException(ErrorRecords.InvalidVariables(problems));
        }

        foreach (DictionaryEntry entry in Entries(plain))
        {
            Add(entry.Key,
                ValueText.Unwrap(entry.Value) is SecureString secret
                ? Secured(secret, entry.Key, warn)
                : (Text(entry.Value, entry.Key, problems), null));
        }

        foreach (DictionaryEntry entry in Entries(secured))
        {
            object? value = ValueText.Unwrap(entry.Value);
            if ((value as SecureString ?? (value as PSCredential)?.Password) is { } secret)
            {
                Add(entry.Key, Secured(secret, entry.Key, warn));
            }
            else
            {
                problems.Add($"The value of secured variable '{entry.Key}' must be a SecureString or a PSCredential.");
            }
        }

        return problems.Count == 0 ? variables : throw new ItemFailedException(ErrorRecords.InvalidVariables(problems));

        void Add(object key, (string Value, bool? Secured) value)
        {
            string name = LanguagePrimitives.ConvertTo<string>(key);
            if (!VariableName.IsValid(name))
            {
                problems.Add(name.Trim().Length == 0
                    ? "The name of a variable is empty."
                    : $"'{name}' is not the name of a variable: letters, digits and underscores, not beginning with a digit.");
            }
            else if (variables.Exists(v => v.Key == name))
            {
                problems.Add($"Variable '{name}' is given twice.");
            }

            variables.Add(new RunVariable { Key = name, Value = value.Value, Secured = value.Secured });
        }
    }

    /// <summary>
    /// Whether a table is one variable as the API has it, <c>@{ key = ..; value = ..; secured = .. }</c>, in place of names and values.
    /// </summary>
    private static bool IsOneVariable(IDictionary table)
    {
        string[] keys = [.. table.Keys.Cast<object>().Select(k => k.ToString() ?? "")];
        // A field more, or one that is misspelt, makes it no table of names and values.
        return (Has(keys, "key") || Has(keys, "name")) && (Has(keys, "secured") || (Has(keys, "value") && keys.All(s_fields.Contains)));
    }

    private static bool Has(string[] keys, string field) => keys.Contains(field, StringComparer.OrdinalIgnoreCase);

    /// <summary>Names the variable where that is sure to be a name; never a value.</summary>
    private static string WrongShape(IDictionary table, bool isSecure)
    {
        object? Field(string name) =>
            ValueText.Unwrap(
                ValueText.Entries(table)
                .FirstOrDefault(e => string.Equals(e.Key.ToString(), name, StringComparison.OrdinalIgnoreCase)).Value);

        string name = (Field("key") ?? Field("name")) is string given && VariableName.IsValid(given) ? given : "NAME";
        bool secret = isSecure
            || (Field("secured") is { } said && !(said is string word && word.Trim().ToUpperInvariant() is "FALSE" or "")
            && LanguagePrimitives.IsTrue(said));
        return "This is one variable in the way of the API (key, value, secured), not a table of names and values. Write "
            + (secret ? $"-SecureVariable @{{ {name} = <SecureString> }}" : $"-Variable @{{ {name} = '..' }}")
            + ". For a run that has variables of the names key and value, give one of them with -Variable and the other with "
            + "-SecureVariable.";
    }

    private static IEnumerable<DictionaryEntry> Entries(IDictionary? dictionary)
    {
        if (dictionary is null)
        {
            yield break;
        }

        // Sorted, unless the user ordered them: the same input makes the same request.
        DictionaryEntry[] entries = [.. ValueText.Entries(dictionary)];
        foreach (DictionaryEntry entry in dictionary is Hashtable
            ? entries.OrderBy(e => e.Key.ToString(), StringComparer.Ordinal)
            : entries.AsEnumerable())
        {
            yield return entry;
        }
    }

    private static (string, bool?) Secured(SecureString secret, object key, Action<string> warn)
    {
        string text = Secrets.Reveal(secret);
        if (ValueText.TakeFinalLineBreak(ref text))
        {
            warn(ValueText.FinalLineBreakTaken(key.ToString() ?? ""));
        }

        return (text, true);
    }

    private static string Text(object? value, object key, List<string> problems)
    {
        if (!ValueText.TryConvert(value, out string? text))
        {
            problems.Add($"The value of variable '{key}' must be {ValueText.Allowed}."
                + (ValueText.Unwrap(value) is IDictionary ? $" A secret goes with -SecureVariable @{{ {key} = <SecureString> }}." : ""));
        }
        else if (text is null)
        {
            problems.Add($"The value of variable '{key}' is null: the variable that was to give it is not set. An empty one is ''.");
        }

        return text ?? "";
    }
}
