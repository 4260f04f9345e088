using System.Collections;
using System.Management.Automation;
using System.Security;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Makes the variables of a run of the dictionaries that a user gives. All that is wrong is told in one error.</summary>
internal static class RunVariables
{
    public static List<RunVariable> Read(IDictionary? plain, IDictionary? secured)
    {
        var variables = new List<RunVariable>();
        var problems = new List<string>();
        foreach (DictionaryEntry entry in Entries(plain))
        {
            Add(entry.Key, Unwrap(entry.Value) is SecureString secret ? Secured(secret) : (Text(entry.Value, entry.Key, problems), null));
        }

        foreach (DictionaryEntry entry in Entries(secured))
        {
            object? value = Unwrap(entry.Value);
            if ((value as SecureString ?? (value as PSCredential)?.Password) is { } secret)
            {
                Add(entry.Key, Secured(secret));
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

    private static IEnumerable<DictionaryEntry> Entries(IDictionary? dictionary)
    {
        if (dictionary is null)
        {
            yield break;
        }

        // Sorted, unless the user ordered them: the same input makes the same request.
        DictionaryEntry[] entries = [.. dictionary.Cast<DictionaryEntry>()];
        foreach (DictionaryEntry entry in dictionary is Hashtable ? entries.OrderBy(e => e.Key.ToString(), StringComparer.Ordinal) : entries.AsEnumerable())
        {
            yield return entry;
        }
    }

    private static (string, bool?) Secured(SecureString secret) => (Secrets.Reveal(secret), true);

    private static string Text(object? value, object key, List<string> problems)
    {
        if (Unwrap(value) is PSCredential or IDictionary or (IEnumerable and not string))
        {
            problems.Add($"The value of variable '{key}' must be a text, a number or a Boolean.");
            return "";
        }

        return LanguagePrimitives.ConvertTo<string>(value) ?? "";
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
