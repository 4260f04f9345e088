using System.Globalization;
using System.Net.Sockets;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Tools;

/// <summary>Runs ssh-keygen and ssh-keyscan.</summary>
internal static class OpenSsh
{
    private static readonly TimeProvider s_clock = BitbucketClientOptions.DefaultClock;
    private static readonly TimeSpan s_keygenTimeout = TimeSpan.FromMinutes(2);

    /// <summary>The path of ssh-keygen; null when it is not installed.</summary>
    public static string? Keygen => ExternalTool.Find("ssh-keygen");

    /// <summary>The path of ssh-keyscan; null when it is not installed.</summary>
    public static string? Keyscan => ExternalTool.Find("ssh-keyscan");

    /// <summary>Generates a key pair. Its files are removed before this returns, even after a failure.</summary>
    public static async Task<(SshPrivateKey Private, SshPublicKey Public)> GenerateAsync(
        string keygen, string keyType, string comment, CancellationToken cancellationToken)
    {
        using var folder = new SecretFolder();
        string file = folder["key"];
        string[] size = keyType == "rsa" ? ["-b", "4096"] : [];
        string[] arguments = ["-q", "-t", keyType, .. size, "-N", "", "-C", comment, "-f", file];
        ToolResult result = await ExternalTool.RunAsync(keygen, arguments, s_keygenTimeout, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0 || !File.Exists(file))
        {
            throw new ErrorRecordException(Errors.SshKeygenFailed(result.Error));
        }

        var key = SshPrivateKey.Parse(File.ReadAllText(file));
        return (key, SshPublicKey.Parse(File.ReadAllText(file + ".pub")));
    }

    /// <summary>Computes the public key of a private key that does not contain it; null when ssh-keygen cannot either.</summary>
    public static async Task<SshPublicKey?> DeriveAsync(string keygen, SshPrivateKey key, CancellationToken cancellationToken)
    {
        using var folder = new SecretFolder();
        string file = folder.Write("key", key.Text);
        ToolResult result = await ExternalTool.RunAsync(keygen, ["-y", "-P", "", "-f", file], s_keygenTimeout, cancellationToken)
            .ConfigureAwait(false);
        return result.ExitCode == 0 ? SshPublicKey.TryParse(result.Output) : null;
    }

    /// <summary>Gets the keys that a host presents, or the error message of ssh-keyscan.</summary>
    public static async Task<HostScan> ScanAsync(
        string keyscan, SshHostName host, IReadOnlyList<string> types, int seconds, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "-T", seconds.ToString(CultureInfo.InvariantCulture), "-p", host.Port.ToString(CultureInfo.InvariantCulture), "-t",
                string.Join(",", types),
            "--", host.Host,
        ];
        long start = s_clock.GetTimestamp();
        // The timeout of ssh-keyscan (-T) does not cover the name lookup.
        ToolResult result = await ExternalTool.RunAsync(keyscan, arguments, TimeSpan.FromSeconds(seconds + 1), cancellationToken)
            .ConfigureAwait(false);
        SshPublicKey[] keys = [.. KnownHostsFile.Read(
            result.Output).Select(l => l.Key).OfType<SshPublicKey>().Distinct().OrderBy(k => k.Preference)];
        // Lines that begin with a hash sign show the greeting of the host: it was reached.
        string[] lines = [.. result.Error.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).Distinct()];
        bool reached = keys.Length > 0 || lines.Any(l => l[0] == '#');
        string message = string.Join("; ", lines.Where(l => l[0] != '#'));
        TimeSpan left = TimeSpan.FromSeconds(seconds) - s_clock.GetElapsedTime(start);
        if (reached || message.Length > 0 || left <= TimeSpan.Zero)
        {
            return new HostScan(keys, reached, message);
        }

        SocketException? refusal = await ConnectAsync(host, left, cancellationToken).ConfigureAwait(false);
        return new HostScan(keys, false, refusal?.Message ?? "", refusal?.SocketErrorCode == SocketError.ConnectionRefused);
    }

    /// <summary>
    /// Why no connection can be made: ssh-keyscan ends early in this case, but does not say why. Null if there is no error in time.
    /// </summary>
    private static async Task<SocketException?> ConnectAsync(SshHostName host, TimeSpan time, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        Task connected = client.ConnectAsync(host.Host, host.Port);
        try
        {
            if (await s_clock.WaitAtMostAsync(connected, time, cancellationToken).ConfigureAwait(false))
            {
                await connected.ConfigureAwait(false);
            }

            return null;
        }
        catch (SocketException e)
        {
            return e;
        }
        finally
        {
            // If it still runs, disposing the client ends it.
            _ = connected.ContinueWith(
                t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }
}
