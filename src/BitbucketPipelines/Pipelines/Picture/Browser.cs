using System.ComponentModel;
using System.Diagnostics;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Tools;

/// <summary>Opens a web page in the browser of the user. Only addresses of http and https are opened.</summary>
/// <param name="variable">Returns the value of an environment variable.</param>
/// <param name="start">Starts a program with the address, or, without a program, what the system opens addresses with.</param>
internal sealed class Browser(Func<string, string?> variable, Func<string?, string, bool> start)
{
    private const int LongestStartMs = 3000;

    /// <summary>The browser of this machine.</summary>
    public static Browser Default { get; } = new(Environment.GetEnvironmentVariable, Start);

    private static bool IsWindows => Path.DirectorySeparatorChar == '\\';

    /// <summary>
    /// Opens a page. Returns false where there is no browser: in a build, over ssh without a display, on a machine without one.
    /// </summary>
    public bool Open(Uri page)
    {
        if (page.Scheme is not ("https" or "http"))
        {
            return false;
        }

        string? chosen = variable("BROWSER") is { Length: > 0 } browser ? browser.Split(Path.PathSeparator)[0] : null;
        if (chosen is null && (LogSanitizer.Detect(variable) != CiHost.None || !HasDesktop))
        {
            return false;
        }

        return start(chosen, page.AbsoluteUri);
    }

    private bool HasDesktop => IsWindows ? !IsSet("SSH_CONNECTION")
        : IsMac ? !IsSet("SSH_CONNECTION")
        : IsSet("DISPLAY") || IsSet("WAYLAND_DISPLAY") || IsSet("WSL_DISTRO_NAME");

    private static bool IsMac => System.Runtime.InteropServices.RuntimeInformation.IsOSPlatform(
        System.Runtime.InteropServices.OSPlatform.OSX);

    private bool IsSet(string name) => !string.IsNullOrEmpty(variable(name));

    private static bool Start(string? program, string address)
    {
        try
        {
            return IsWindows ? StartOnWindows(program, address) : StartProgram(program, address);
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    private static bool StartOnWindows(string? program, string address)
    {
        using Process? opened = Process.Start(program is null
            ? new ProcessStartInfo(address) { UseShellExecute = true }
            : new ProcessStartInfo(program, ExternalTool.Quote(address)) { UseShellExecute = false });
        return true;
    }

    /// <summary>Starts a program. What a browser prints is not for this terminal, so it goes nowhere.</summary>
    private static bool StartProgram(string? program, string address)
    {
        string? path = program is null ? ExternalTool.Find(IsMac ? "open" : "xdg-open")
            : program.IndexOf('/') >= 0 ? program : ExternalTool.Find(program);
        if (path is null)
        {
            return false;
        }

        // The address is an argument of the shell script, which the shell does not read. It has neither spaces nor quotes.
        var shell = new ProcessStartInfo("/bin/sh")
        {
            UseShellExecute = false,
            Arguments = "-c \"exec \\\"$0\\\" \\\"$1\\\" </dev/null >/dev/null 2>&1\" "
                + $"{ExternalTool.Quote(path)} {ExternalTool.Quote(address)}",
        };
        using Process? process = Process.Start(shell);
        // A browser that goes on has opened the page.
        return process is not null && (!process.WaitForExit(LongestStartMs) || process.ExitCode == 0);
    }
}
