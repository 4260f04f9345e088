using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace BitbucketPipelines.Tools;

/// <summary>Runs a program without a shell, a window or input. Cancelling the call ends the program.</summary>
internal static class ExternalTool
{
    /// <summary>Finds a program in the PATH, but never in the current folder; null when it is not found.</summary>
    public static string? Find(string name)
    {
        bool windows = Path.DirectorySeparatorChar == '\\';
        string file = windows ? name + ".exe" : name;
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split([Path.PathSeparator], StringSplitOptions.RemoveEmptyEntries);
        if (windows)
        {
            // OpenSSH is part of Windows, but not always in the PATH.
            folders = folders.Append(Path.Combine(Environment.SystemDirectory, "OpenSSH"));
        }

        return folders.Select(f => f.Trim('"')).Where(Path.IsPathRooted).Select(f => Path.Combine(f, file)).FirstOrDefault(File.Exists);
    }

    /// <summary>Runs a program until it ends or the time limit is reached. Cancelling ends it.</summary>
    /// <exception cref="IOException">The program cannot be started.</exception>
    public static async Task<ToolResult> RunAsync(
        string path, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = Start(path, arguments), EnableRaisingEvents = true };
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => ended.TrySetResult(true);
        try
        {
            _ = process.Start();
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{path} cannot be started: {e.Message}", e);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(limit);
        using (stop.Token.Register(() => Kill(process)))
        {
            process.StandardInput.Close();
            Task<string> output = ReadAsync(process.StandardOutput);
            Task<string> error = ReadAsync(process.StandardError);
            await ended.Task.ConfigureAwait(false);
            // A child process can keep the pipes open, so the time limit applies to reading them, too.
#pragma warning disable RS0030 // The delay has no duration: it ends when the token is cancelled.
            _ = await Task.WhenAny(Task.WhenAll(output, error), Task.Delay(Timeout.Infinite, stop.Token)).ConfigureAwait(false);
#pragma warning restore RS0030
            cancellationToken.ThrowIfCancellationRequested();
            return new ToolResult(
                stop.IsCancellationRequested ? -1 : process.ExitCode,
                output.Status == TaskStatus.RanToCompletion ? await output.ConfigureAwait(false) : "",
                error.Status == TaskStatus.RanToCompletion ? await error.ConfigureAwait(false) : "");
        }
    }

    /// <summary>Quotes an argument for a Windows command line.</summary>
    internal static string Quote(string argument)
    {
        if (argument.Length > 0 && argument.IndexOfAny([' ', '\t', '\n', '"']) < 0)
        {
            return argument;
        }

        var text = new StringBuilder("\"");
        int slashes = 0;
        foreach (char c in argument)
        {
            if (c == '\\')
            {
                slashes++;
                continue;
            }

            // Backslashes before a quote must be doubled; others are literal.
            text.Append('\\', c == '"' ? (slashes * 2) + 1 : slashes).Append(c);
            slashes = 0;
        }

        return text.Append('\\', slashes * 2).Append('"').ToString();
    }

    private static ProcessStartInfo Start(string path, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(path)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
#if NETSTANDARD2_0
        start.Arguments = string.Join(" ", arguments.Select(Quote));
#else
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
#endif
        return start;
    }

    private static async Task<string> ReadAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        char[] buffer = new char[4096];
        int count;
        while ((count = await reader.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false)) > 0)
        {
            text.Append(buffer, 0, count);
        }

        return text.ToString();
    }

    private static void Kill(Process process)
    {
        try
        {
#if NETSTANDARD2_0
            process.Kill();
#else
            process.Kill(entireProcessTree: true);
#endif
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // The program has just ended.
        }
    }
}
