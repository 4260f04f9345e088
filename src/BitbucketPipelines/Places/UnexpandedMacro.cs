using System.Collections;
using System.Management.Automation;
using System.Security;
using System.Text.RegularExpressions;

namespace BitbucketPipelines;

/// <summary>
/// Finds macros that a build system should have replaced: <c>$(Token)</c> of Azure DevOps, <c>${{ secrets.X }}</c> of GitHub,
/// <c>%TOKEN%</c> of cmd and TeamCity, <c>${TOKEN}</c> of shells, <c>#{Token}#</c> of token replacement tasks. The text of a macro is not a
/// secret.
/// </summary>
internal static class UnexpandedMacro
{
    /// <summary>Each macro has at least one of these.</summary>
    private static readonly char[] s_signs = ['$', '#', '%', '{'];

    /// <summary>Parameters with names of Bitbucket objects. A valid name never contains a macro.</summary>
    private static readonly HashSet<string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Workspace", "Repository", "ToWorkspace", "ToRepository", "Environment", "ToEnvironment", "Team", "User",
        "Branch", "Tag", "Commit", "Custom", "Pipeline",
    };

    /// <summary>The same where something is created or changed. What is only looked for may have any name, as steps and tests do.</summary>
    private static readonly HashSet<string> s_newNames = new(StringComparer.OrdinalIgnoreCase) { "Name", "NewName", "Label" };

    private static readonly HashSet<string> s_values = new(StringComparer.OrdinalIgnoreCase)
    {
        "Value", "SecureValue", "Variable", "SecureVariable",
    };

    /// <summary>The first macro in a name, or null.</summary>
    public static string? In(string? text) => HasSign(text) ? First(Patterns.InName, text!) : null;

    /// <summary>The first macro in a token, or null.</summary>
    public static string? InToken(string? text) => HasSign(text) ? First(Patterns.InToken, text!) : null;

    /// <summary>
    /// The text if it consists of one macro only, otherwise null. A valid value may contain something that looks like a macro.
    /// </summary>
    public static string? Whole(string? text) =>
        HasSign(text) && text!.Trim() is { Length: > 0 } value
        && Patterns.Macro.Match(value) is { Success: true } found && found.Length == value.Length
            ? value : null;

    /// <summary>Returns the text, or throws if it contains a macro.</summary>
    public static string Refuse(string text, string what) =>
        In(text) is { } macro ? throw new ErrorRecordException(Errors.UnexpandedMacro(what, macro), terminating: true) : text;

    /// <summary>Throws for names that contain a macro, and for values that are a macro.</summary>
    /// <param name="parameters">The bound parameters.</param>
    /// <param name="isWriter">Whether the cmdlet changes something.</param>
    /// <param name="isPiped">
    /// Whether the parameters come from the pipeline too: then values are not checked, and the error concerns this record only.
    /// </param>
    public static void Check(IDictionary<string, object> parameters, bool isWriter, bool isPiped = false)
    {
        foreach (KeyValuePair<string, object> parameter in parameters)
        {
            bool isName = s_names.Contains(parameter.Key) || (isWriter && s_newNames.Contains(parameter.Key));
            if (!isName && (!isWriter || isPiped || !s_values.Contains(parameter.Key)))
            {
                continue;
            }

            foreach ((object? key, object? item) in Items(parameter.Value))
            {
                string? text = Text(item);
                if ((isName ? In(text) : Whole(text)) is { } macro)
                {
                    throw new ErrorRecordException(
                        Errors.UnexpandedMacro(key is null ? "-" + parameter.Key : $"{key} of -{parameter.Key}", macro),
                        terminating: !isPiped);
                }
            }
        }
    }

    /// <summary>Nearly no text has one, and then no pattern is needed.</summary>
    private static bool HasSign(string? text) => text?.IndexOfAny(s_signs) >= 0;

    private static string? First(Regex macro, string text) => macro.Match(text) is { Success: true } found ? found.Value : null;

    private static IEnumerable<(object? Key, object? Item)> Items(object? value) => Unwrap(value) switch
    {
        IDictionary table => ValueText.Entries(table).Select(e => ((object?)e.Key, Unwrap(e.Value))),
        string text => [(null, text)],
        IEnumerable list => list.Cast<object?>().Select(item => ((object?)null, Unwrap(item))),
        { } other => [(null, other)],
        null => [],
    };

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static string? Text(object? item) => item switch
    {
        string text => text,
        SecureString secret => Secrets.ToPlainText(secret),
        PSCredential credential => Secrets.ToPlainText(credential.Password),
        PipelineReference reference => reference.ToString(),
        _ => null,
    };

    /// <summary>In a class of their own, because making them takes time, and most processes need none.</summary>
    private static class Patterns
    {
        public static readonly Regex Macro = new(
            @"\$\([A-Za-z_][\w.\-]*\)|\$\{\{[^{}]*\}\}|\$\{[A-Za-z_][\w.:\-]*\}|#\{[^{}]+\}#?|(?<=^|[/:])%[A-Za-z_][\w.\-]*%(?=$|[/:])",
            RegexOptions.CultureInvariant);

        /// <summary>
        /// What no name of Bitbucket holds, though a value may: <c>$[expression]</c> of Azure DevOps, and <c>{{token}}</c>.
        /// </summary>
        public static readonly Regex InName = new($@"{Macro}|\$\[[^\[\]]+\]|\{{\{{[^{{}}]+\}}\}}", RegexOptions.CultureInvariant);

        /// <summary>What no token holds: those, any <c>$(..)</c>, and the name of a shell variable that was quoted.</summary>
        public static readonly Regex InToken = new(
            $@"{InName}|\$\([^()]+\)|^\$(?:[Ee][Nn][Vv]:\w+|[A-Z][A-Z0-9_]*)$", RegexOptions.CultureInvariant);
    }
}
