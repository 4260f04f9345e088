using System.Collections;
using System.Management.Automation;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>
/// Refuses several names, and a name with wildcards, where a parameter takes one name, and says what to use instead. PowerShell's own
/// message would be about types: Cannot convert 'System.Object[]' to the type 'System.String'.
/// </summary>
/// <param name="parameter">The name of the parameter.</param>
internal sealed class OneNameAttribute(string parameter) : ArgumentTransformationAttribute
{
    /// <summary>The cmdlet that gets several by their names, and whose output can be piped to the cmdlet.</summary>
    public string? Source { get; set; }

    /// <summary>Whether the name can contain what looks like a wildcard.</summary>
    public bool AllowsWildcards { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? data = ValueText.Unwrap(inputData);
        if (data is Pipeline run)
        {
            throw new ArgumentTransformationMetadataException(
                $"-{parameter} takes a name, not a run. To use run {run}, pipe it to this cmdlet: Get-BbPipeline {run.BuildNumber} | ...");
        }

        if (data is IDictionary)
        {
            throw new ArgumentTransformationMetadataException($"-{parameter} takes a name, not a hashtable."
                + (parameter == "Custom" ? " For the variables of a run use -Variable @{ NAME = 'value' }." : ""));
        }

        object?[] items = data is IEnumerable list and not (string or IDictionary or BitbucketObject)
            ? [.. list.Cast<object?>()] : [inputData];
        bool isPattern = !AllowsWildcards && items.Length == 1 && IsPattern(ValueText.Unwrap(items[0]) as string);
        return items.Length == 1 && !isPattern
            ? items[0]!
            : throw new ArgumentTransformationMetadataException(
                $"-{parameter} takes one name{(AllowsWildcards ? "" : " without wildcards")}. {Instead(items, isPattern)}");
    }

    private string Instead(object?[] items, bool isPattern)
    {
        string names = string.Join(", ", items.Select(i => $"'{i?.ToString()?.Replace("'", "''")}'"));
        return items.Length == 0 ? "Specify one."
            : Source is not null ? $"For several, pipe them to this cmdlet: {Source} {names} | ..."
            : isPattern ? "Specify the whole name."
            : $"For several, run the command for each: {names} | ForEach-Object {{ ... -{parameter} $_ }}";
    }

    /// <summary>Whether it is a pattern. The question mark of an address and the brackets of a macro are none.</summary>
    private static bool IsPattern(string? text) =>
        text is not null && WildcardPattern.ContainsWildcardCharacters(text) && text.IndexOf("://", StringComparison.Ordinal) < 0
        && text.IndexOf('$') < 0 && UnexpandedMacro.In(text) is null;
}
