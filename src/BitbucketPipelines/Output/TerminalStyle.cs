using System.Management.Automation;
using System.Reflection;

namespace BitbucketPipelines.Output;

/// <summary>
/// Colors and links of the tables, as <c>$PSStyle</c> has them. Windows PowerShell has no <c>$PSStyle</c>: text stays plain there, as it
/// does where the output is redirected, with NO_COLOR, and with <c>$PSStyle.OutputRendering = 'PlainText'</c>.
/// </summary>
internal static class TerminalStyle
{
    private const string Foreground = "Foreground";
    private const string Formatting = "Formatting";

    /// <summary>The variables of the locale, the one that counts first.</summary>
    private static readonly string[] s_locales = ["LC_ALL", "LC_CTYPE", "LANG"];

    /// <summary>By name, because the library that the module is compiled against is older than the class.</summary>
    private static readonly object? s_style = typeof(PSObject).Assembly.GetType("System.Management.Automation.PSStyle")
        ?.GetProperty("Instance", BindingFlags.Static | BindingFlags.Public)?.GetValue(null);

    private static readonly MethodInfo? s_link = s_style?.GetType().GetMethod("FormatHyperlink", [typeof(string), typeof(Uri)]);

    private static bool IsPlain => s_style is null || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        || Value(s_style, "OutputRendering")?.ToString() switch
        {
            "PlainText" => true,
            "Ansi" => false,
            _ => !HasTerminal,
        };

#pragma warning disable RS0030 // Only checks whether there is a terminal.
    private static bool HasTerminal => !Console.IsOutputRedirected;

    /// <summary>The width of a table: PowerShell leaves the last column of a terminal free. Without one, 80 are likely.</summary>
    public static int Width
    {
        get
        {
            try
            {
                return (HasTerminal && Console.WindowWidth is > 0 and var width ? width : 80) - 1;
            }
            catch (IOException)
            {
                return 79;
            }
        }
    }

    /// <summary>The number of lines of the window; 24 without one.</summary>
    public static int Height
    {
        get
        {
            try
            {
                return HasTerminal && Console.WindowHeight is > 0 and var height ? height : 24;
            }
            catch (IOException)
            {
                return 24;
            }
        }
    }

    /// <summary>
    /// Whether the output can show blocks and lines: its encoding must have them, and the locale must not say that there is ASCII only.
    /// </summary>
    public static bool HasUnicode => Console.OutputEncoding.CodePage is 65001 or 1200 or 1201
        && Environment.GetEnvironmentVariable("TERM") is not ("linux" or "dumb")
        && s_locales.Select(Environment.GetEnvironmentVariable).FirstOrDefault(v => !string.IsNullOrEmpty(v)) is not ("C" or "POSIX");

    /// <summary>Whether a terminal shows the output, so that what was written can be replaced. A build system keeps every line.</summary>
    public static bool CanRedraw => HasTerminal && LogSanitizer.Host == CiHost.None
        && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    /// <summary>
    /// Writes control sequences, and text that is safe already, directly to the terminal. The host would not do: with NO_COLOR PowerShell
    /// removes some of the sequences, and a transcript would get every frame.
    /// </summary>
    public static void Draw(string text)
    {
        Console.Out.Write(text);
        Console.Out.Flush();
    }
#pragma warning restore RS0030

    /// <summary>Whether there is a terminal that shows long names and more.</summary>
    public static bool IsWide => Width >= 119;

    /// <summary>
    /// How many characters of activity and status the bar of PowerShell 7 shows; it cuts what is longer. The rest is brackets and the time
    /// left. Without a terminal there is no such limit.
    /// </summary>
    public static int ProgressWidth => !HasTerminal || Value(Value(s_style, "Progress"), "View")?.ToString() == "Classic"
        ? int.MaxValue
        : Math.Min(Width, Value(Value(s_style, "Progress"), "MaxWidth") as int? ?? 120) - 5;

    /// <summary>A success.</summary>
    public static string Success(string text) => Paint(text, Foreground, "Green");

    /// <summary>A failure, as PowerShell shows errors.</summary>
    public static string Failure(string text) => Paint(text, Formatting, "Error");

    /// <summary>What may need a person, as PowerShell shows warnings.</summary>
    public static string Warning(string text) => Paint(text, Formatting, "Warning");

    /// <summary>What is going on.</summary>
    public static string Active(string text) => Paint(text, Foreground, "Cyan");

    /// <summary>A heading, as PowerShell shows those of tables.</summary>
    public static string Heading(string text) => Paint(text, Formatting, "TableHeader");

    /// <summary>Text that opens an address when it is clicked. Build systems show logs, not terminals.</summary>
    public static string Link(string text, string? address) =>
        text.Length > 0 && !IsPlain && HasLinks && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
            && uri.Scheme is "https" or "http" && uri.ToString() is var shown && shown == LogSanitizer.Plain(shown)
            ? s_link?.Invoke(s_style, [text, uri]) as string ?? text
            : text;

    /// <summary>Terminals ignore links that they do not know, except these, which show the address.</summary>
    private static bool HasLinks => LogSanitizer.Host == CiHost.None
        && Environment.GetEnvironmentVariable("TERM") is not ("linux" or "dumb" or "eterm" or "eterm-color");

    private static string Paint(string text, string group, string name) =>
        text.Length > 0 && !IsPlain && Value(Value(s_style, group), name) is string { Length: > 0 } color
            ? color + text + Value(s_style, "Reset")
            : text;

    private static object? Value(object? item, string property) => item?.GetType().GetProperty(property)?.GetValue(item);
}
