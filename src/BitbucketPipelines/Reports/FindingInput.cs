using System.Collections;
using System.Globalization;
using System.Management.Automation;
using BitbucketPipelines.Api.Reports;

namespace BitbucketPipelines;

/// <summary>
/// Reads piped objects: the result of Pester, findings of ScriptAnalyzer and of other cmdlets, and rows. They are recognized by
/// their properties, because they may come from a file, a job or another computer.
/// </summary>
internal static class FindingInput
{
    private static readonly string[] s_messages = ["Message", "Summary", "Description", "Text"];
    private static readonly string[] s_rules = ["RuleName", "Rule", "RuleId", "Code", "CheckId"];
    private static readonly string[] s_paths = ["ScriptPath", "Path", "File", "FilePath", "FileName", "FullName", "ScriptName"];
    private static readonly string[] s_lines = ["Line", "LineNumber", "StartLine", "StartLineNumber"];
    private static readonly string[] s_severities = ["Severity", "Level"];
    private static readonly string[] s_pesterProperties = ["Containers", "FailedCount", "Tests"];
    private static readonly string[] s_testProperties = ["ExpandedPath", "ErrorRecord", "Result"];
    private static readonly string[] s_links = ["HelpUri", "Link", "Url"];

    /// <summary>Reads an object.</summary>
    /// <exception cref="ErrorRecordException">The object does not say what was found.</exception>
    public static FindingSet Read(PSObject item) =>
        IsPesterResult(item) ? ReadPester(item) : IsPesterTest(item) ? ReadPesterTest(item) : ReadFinding(item);

    /// <summary>Whether the object is a row about a repository or a run, and not about something that was found.</summary>
    public static bool IsPlace(PSObject item) =>
        Text(item, s_messages) is null && !IsPesterResult(item) && Text(item, ["Commit", "Repository", "Slug"]) is not null;

    private static FindingSet ReadFinding(PSObject item)
    {
        string? rule = Text(item, s_rules);
        string? message = Text(item, s_messages);
        if (message is null)
        {
            string type = item.BaseObject is PSCustomObject ? "object" : $"object ({item.BaseObject.GetType().Name})";
            throw new ErrorRecordException(
                Errors.InvalidFinding(item, $"A piped {type} says nothing that was found: it has no Message."), terminating: true);
        }

        string? severity = Text(item, s_severities);
        FindingSeverity level = Severities.OfWord(severity) ?? OfNumber(severity) ?? FindingSeverity.Medium;
        bool isAnalyzer = item.Properties["RuleName"] is not null
            && (item.Properties["ScriptName"] is not null || item.Properties["ScriptPath"] is not null);
        return new FindingSet
        {
            Tool = isAnalyzer ? "PSScriptAnalyzer"
                : item.TypeNames.Any(n => n.IndexOf("Yaml", StringComparison.OrdinalIgnoreCase) >= 0) ? "bitbucket-pipelines.yml"
                : null,
            Findings =
            [
                new Finding(message, level, KindOf(item, level))
                {
                    Rule = rule,
                    Path = Text(item, s_paths),
                    Line = Line(item),
                    Details = Text(item, ["Details", "Detail"]),
                    Link = Text(item, s_links),
                },
            ],
        };
    }

    /// <summary>The numbers of ScriptAnalyzer, which are all that JSON keeps of its words, and of ESLint.</summary>
    private static FindingSeverity? OfNumber(string? severity) => severity?.Trim() switch
    {
        "0" => FindingSeverity.Low,
        "1" => FindingSeverity.Medium,
        "2" or "3" => FindingSeverity.High,
        _ => null,
    };

    private static FindingKind KindOf(PSObject item, FindingSeverity level) =>
        Text(item, ["AnnotationType", "Kind", "Type"])?.ToUpperInvariant() switch
        {
            "VULNERABILITY" or "SECURITY" => FindingKind.Vulnerability,
            "BUG" => FindingKind.Bug,
            "CODE_SMELL" or "CODESMELL" => FindingKind.CodeSmell,
            _ => level >= FindingSeverity.High ? FindingKind.Bug : FindingKind.CodeSmell,
        };

    private static int? Line(PSObject item)
    {
        object? value = s_lines.Select(name => Value(item, name)).FirstOrDefault(v => v is not null and not "");
        if (value is null && Value(item, "Extent") is { } extent)
        {
            value = Value(PSObject.AsPSObject(extent), "StartLineNumber");
        }

        return LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out int line) && line > 0 ? line : null;
    }

    /// <summary>Whether the object is what Invoke-Pester -PassThru returns.</summary>
    private static bool IsPesterResult(PSObject item) =>
        item.TypeNames.Any(n => n is "Pester.Run" or "Deserialized.Pester.Run")
        || s_pesterProperties.All(name => item.Properties[name] is not null);

    /// <summary>Whether the object is one of the tests in such a result.</summary>
    private static bool IsPesterTest(PSObject item) => item.TypeNames.Any(n => n is "Pester.Test" or "Deserialized.Pester.Test")
        || s_testProperties.All(name => item.Properties[name] is not null);

    private static FindingSet ReadPesterTest(PSObject test)
    {
        string? result = Text(test, ["Result"]);
        return new FindingSet
        {
            Tool = "Pester",
            IsTests = true,
            Findings = result == "Failed" ? [.. Failures(test, NameOf(test), FileOf(test))] : [],
            Tests = 1,
            SkippedTests = result == "Skipped" ? 1 : 0,
        };
    }

    private static string NameOf(PSObject item) =>
        Text(item, ["ExpandedPath"]) ?? Text(item, ["ExpandedName", "Name"]) ?? "(no name)";

    private static FindingSet ReadPester(PSObject run)
    {
        var findings = new List<Finding>();
        foreach (PSObject test in Items(run, "Failed"))
        {
            findings.AddRange(Failures(test, NameOf(test), FileOf(test)));
        }

        foreach (PSObject block in Items(run, "FailedBlocks"))
        {
            findings.AddRange(Failures(block, NameOf(block), FileOf(block)));
        }

        foreach (PSObject container in Items(run, "FailedContainers"))
        {
            string? file = ItemOf(container);
            // A container fails with its tests, too; an error of its own is one that no test has.
            findings.AddRange(Failures(container, file is null ? "(no file)" : Path.GetFileName(file), file, isOptional: true));
        }

        return new FindingSet
        {
            Tool = "Pester",
            IsTests = true,
            Findings = findings,
            Tests = Number(run, "TotalCount"),
            SkippedTests = Number(run, "SkippedCount"),
            IsIncomplete = findings.Count == 0 && Text(run, ["Result"]) == "Failed",
        };
    }

    private static IEnumerable<Finding> Failures(PSObject item, string name, string? file, bool isOptional = false)
    {
        PSObject[] errors = [.. Items(item, "ErrorRecord")];
        if (errors.Length == 0 && !isOptional)
        {
            yield return Failure(name, "failed", file, Line(item), null);
        }

        foreach (PSObject error in errors)
        {
            // Should says where it failed. An error of the tested code says it in its stack trace, whose first line may be of another file.
            object? target = Value(error, "TargetObject");
            string? at = target is IDictionary where ? where["File"]?.ToString() : null;
            int? line = target is IDictionary spot && LanguagePrimitives.TryConvertTo(spot["Line"], out int found) && found > 0
                ? found : null;
            string message = Text(error, ["DisplayErrorMessage"]) ?? Text(error, ["Exception"], "Message") ?? error.ToString();
            string? stack = Text(error, ["DisplayStackTrace"]) ?? Text(error, ["ScriptStackTrace"]);
            yield return Failure(
                name, message, string.IsNullOrEmpty(at) ? file : at, line ?? (string.IsNullOrEmpty(at) ? Line(item) : null), stack);
        }
    }

    private static Finding Failure(string name, string message, string? file, int? line, string? stack) =>
        new($"{name}: {message}", FindingSeverity.High, FindingKind.Bug)
        {
            Rule = name,
            Path = file,
            Line = line,
            Details = string.IsNullOrWhiteSpace(stack) ? message : $"{message}\n{stack}",
        };

    /// <summary>The file of a test or a block.</summary>
    private static string? FileOf(PSObject item)
    {
        if (Value(item, "ScriptBlock") is ScriptBlock { File: { Length: > 0 } file })
        {
            return file;
        }

        object? block = Value(item, "Block") ?? item;
        object? container = Value(PSObject.AsPSObject(block), "BlockContainer")
            ?? (Value(PSObject.AsPSObject(block), "Root") is { } root ? Value(PSObject.AsPSObject(root), "BlockContainer") : null);
        return container is null ? null : ItemOf(PSObject.AsPSObject(container));
    }

    /// <summary>The file of a container, which is an object when it comes from JSON.</summary>
    private static string? ItemOf(PSObject container) => Value(container, "Item") is { } item
        ? Text(PSObject.AsPSObject(item), ["FullName"]) ?? item.ToString() : null;

    private static IEnumerable<PSObject> Items(PSObject item, string name) => Value(item, name) switch
    {
        null or string => [],
        IEnumerable list => list.Cast<object?>().Where(i => i is not null).Select(i => PSObject.AsPSObject(i!)),
        { } one => [PSObject.AsPSObject(one)],
    };

    private static long Number(PSObject item, string name) =>
        LanguagePrimitives.TryConvertTo(Value(item, name), CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static string? Text(PSObject item, string[] names) =>
        names.Select(name => Value(item, name)?.ToString()).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    private static string? Text(PSObject item, string[] names, string inner) =>
        names.Select(name => Value(item, name)).OfType<object>()
            .Select(value => Value(PSObject.AsPSObject(value), inner)?.ToString()).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    private static object? Value(PSObject item, string name)
    {
        if (item.BaseObject is IDictionary row)
        {
            return row.Contains(name) ? Unwrap(row[name]) : null;
        }

        try
        {
            return Unwrap(item.Properties[name]?.Value);
        }
        catch (GetValueException)
        {
            // A property that is computed, and cannot be.
            return null;
        }
    }

    private static object? Unwrap(object? value) =>
        value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
}
