using System.Collections;
using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>
/// Tells values of $PSDefaultParameterValues from those that were typed. PowerShell binds both in the same way, but a default that does not
/// fit a call is not a mistake in the call.
/// </summary>
internal static class DefaultValues
{
    /// <summary>Whether the bound value of a parameter is the default that the table has for it.</summary>
    /// <param name="table">$PSDefaultParameterValues.</param>
    /// <param name="invocation">The call.</param>
    /// <param name="parameter">The name of the parameter.</param>
    public static bool Contains(object? table, InvocationInfo invocation, string parameter) =>
        ValueText.Unwrap(table) is IDictionary defaults
        && invocation.BoundParameters.TryGetValue(parameter, out object? bound)
        && !ValueText.Entries(defaults).Any(e => IsText(e.Key, "Disabled") && LanguagePrimitives.IsTrue(e.Value))
        && ValueText.Entries(defaults).Any(e => IsFor(e.Key.ToString() ?? "", invocation, parameter) && IsSame(e.Value, bound));

    private static bool IsText(object key, string text) => string.Equals(key.ToString(), text, StringComparison.OrdinalIgnoreCase);

    private static bool IsFor(string key, InvocationInfo invocation, string parameter)
    {
        int colon = key.LastIndexOf(':');
        if (colon < 1)
        {
            return false;
        }

        string command = key.Substring(0, colon).Trim().Trim('"', '\'');
        string name = key.Substring(colon + 1).Trim().Trim('"', '\'');
        return (IsMatch(command, invocation.MyCommand.Name) || IsMatch(command, invocation.InvocationName))
            && (IsMatch(name, parameter) || (invocation.MyCommand.Parameters.TryGetValue(parameter, out ParameterMetadata? metadata)
                && metadata.Aliases.Any(alias => IsMatch(name, alias))));
    }

    private static bool IsMatch(string pattern, string text) =>
#pragma warning disable RS0030 // The engine has used the pattern before, and would have complained.
        new WildcardPattern(pattern, WildcardOptions.IgnoreCase).IsMatch(text);
#pragma warning restore RS0030

    /// <summary>A script block is evaluated by PowerShell, so its value is not known here.</summary>
    private static bool IsSame(object? value, object? bound) =>
        ValueText.Unwrap(value) is ScriptBlock || Texts(value).SequenceEqual(Texts(bound), StringComparer.Ordinal);

    private static IEnumerable<string> Texts(object? value) => ValueText.Unwrap(value) is IEnumerable list and not string
        ? list.Cast<object?>().Select(item => item?.ToString() ?? "") : [value?.ToString() ?? ""];
}
