using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace BitbucketEmulator;

internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        CommandLine line;
        try
        {
            line = CommandLine.Parse(args);
        }
        catch (FormatException error)
        {
            await Console.Error.WriteLineAsync($"{error.Message}\n{CommandLine.Usage}").ConfigureAwait(false);
            return 2;
        }

        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            ended.TrySetResult();
        }

        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        // Ctrl+C in a terminal reaches all that was started there. It means the work of the parent, and the emulator goes on.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(
            PosixSignal.SIGINT, line.Parent is null ? OnSignal : context => context.Cancel = true);
        try
        {
            await using EmulatorHost host = await EmulatorHost.StartAsync(line.Options).ConfigureAwait(false);
            Announce(host);
            Task stopped = await Task.WhenAny(ended.Task, host.StopRequested, Task.Delay(line.Lifetime), ParentWatch.WaitAsync(line.Parent))
                .ConfigureAwait(false);
            if (stopped == host.StopRequested)
            {
                // Lets the answer to the order itself out.
                await Task.Delay(TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await Console.Error.WriteLineAsync($"cannot listen on port {line.Options.Port}: {error.Message}").ConfigureAwait(false);
            return 1;
        }

        return 0;
    }

    /// <summary>Straight to the stream: Console.Out costs start-up time and may hold lines back.</summary>
    private static void Announce(EmulatorHost host)
    {
        int pid = Environment.ProcessId;
        string text = $"Bitbucket emulator listening on {host.SiteUri}\n"
            + $$"""{"apiUri":"{{host.ApiUri}}","siteUri":"{{host.SiteUri}}","storageUri":"{{host.StorageUri}}","pid":{{pid}}}""" + "\n";
        using Stream output = Console.OpenStandardOutput();
        output.Write(Encoding.UTF8.GetBytes(text));
        output.Flush();
    }
}
