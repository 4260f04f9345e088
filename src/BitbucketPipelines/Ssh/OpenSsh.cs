using System.Globalization;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Tools;

/// <summary>The programs of OpenSSH that make keys and ask hosts for theirs.</summary>
internal static class OpenSsh
{
    private static readonly TimeSpan s_making = TimeSpan.FromMinutes(2);

    /// <summary>ssh-keygen, or null.</summary>
    public static string? Keygen => ExternalTool.Find("ssh-keygen");

    /// <summary>ssh-keyscan, or null.</summary>
    public static string? Keyscan => ExternalTool.Find("ssh-keyscan");

    /// <summary>Makes a pair. No file of it is left when this returns, whatever happens.</summary>
    public static async Task<(SshPrivateKey Private, SshPublicKey Public)> MakeAsync(
        string keygen, string keyType, string comment, CancellationToken cancellationToken)
    {
        using var folder = new SecretFolder();
        string file = folder["key"];
        string[] size = keyType == "rsa" ? ["-b", "4096"] : [];
        string[] arguments = ["-q", "-t", keyType, .. size, "-N", "", "-C", comment, "-f", file];
        ToolResult result = await ExternalTool.RunAsync(keygen, arguments, s_making, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0 || !File.Exists(file))
        {
            throw new ErrorRecordException(ErrorRecords.SshKeygenFailed(result.Error));
        }

        var key = SshPrivateKey.Parse(File.ReadAllText(file));
        return (key, SshPublicKey.Parse(File.ReadAllText(file + ".pub")));
    }

    /// <summary>The public half of a key that does not hold it; null when ssh-keygen does not know either.</summary>
    public static async Task<SshPublicKey?> DeriveAsync(string keygen, SshPrivateKey key, CancellationToken cancellationToken)
    {
        using var folder = new SecretFolder();
        string file = folder.Write("key", key.Text);
        ToolResult result = await ExternalTool.RunAsync(keygen, ["-y", "-P", "", "-f", file], s_making, cancellationToken)
            .ConfigureAwait(false);
        return result.ExitCode == 0 ? SshPublicKey.TryParse(result.Output) : null;
    }

    /// <summary>The keys that a host shows, and what was said where it shows none.</summary>
    public static async Task<HostScan> ScanAsync(
        string keyscan, SshHostName host, IReadOnlyList<string> types, int seconds, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "-T", seconds.ToString(CultureInfo.InvariantCulture), "-p", host.Port.ToString(CultureInfo.InvariantCulture), "-t",
                string.Join(",", types),
            "--", host.Host,
        ];
        // It keeps the time by itself, but not while it looks up the name.
        ToolResult result = await ExternalTool.RunAsync(keyscan, arguments, TimeSpan.FromSeconds(seconds + 1), cancellationToken)
            .ConfigureAwait(false);
        SshPublicKey[] keys = [.. KnownHostsFile.Read(
            result.Output).Select(l => l.Key).OfType<SshPublicKey>().Distinct().OrderBy(k => k.Preference)];
        // Lines with a hash sign are what the host said for a greeting: it is there.
        string[] said = [.. result.Error.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).Distinct()];
        bool reached = keys.Length > 0 || said.Any(l => l[0] == '#');
        return new HostScan(keys, reached, string.Join("; ", said.Where(l => l[0] != '#')));
    }
}
