using System.Text.RegularExpressions;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Tools;
using Xunit.Abstractions;

namespace BitbucketPipelines.Tests.Ssh;

/// <summary>Compares known_hosts files with ssh-keygen: which keys a host has, and which of them are trusted.</summary>
public sealed class KnownHostsOracleTests(ITestOutputHelper output) : IDisposable
{
    private const int Files = 25;

    private static readonly string[] s_keys = [.. new[] { "ed25519", "rsa", "ecdsa" }.Select(
        name => SshPublicKey.Parse(Fixture.Text($"ssh/{name}.pub")).Text)];
    private static readonly string[] s_hosts = ["alpha.example.com", "beta", "[gamma]:2222", "10.0.0.5"];
    private static readonly string[] s_patterns = ["*", "*.example.com", "beta,alpha.example.com", "?eta", "[gamma]:*", "*,!beta",
        "10.0.0.5", "[gamma]:2222"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Trusted_keys_are_those_of_openssh()
    {
        if (Keygen() is not { } keygen)
        {
            return;
        }

        int trusted = 0;
        int revoked = 0;
        for (int seed = 0; seed < Files; seed++)
        {
            string path = _folder.File($"known{seed}", await FileAsync(new Random(seed), keygen, seed));
            IReadOnlyList<KnownHostLine> items = KnownHostsFile.Read(File.ReadAllText(path));
            foreach (string host in s_hosts)
            {
                string[] found = [.. (await RunAsync(keygen, "-F", host, "-f", path)).Split('\n')];
                string[] lost = [.. Keys(found, marked: true)];
                string[] wanted = [.. Keys(found, marked: false).Where(k => !lost.Contains(k)).Distinct().Order()];
                string[] ours = [.. items.Where(i => i.Name == host && i.Key is not null).Select(i => i.Key!.Text).Distinct().Order()];
                Assert.True(wanted.SequenceEqual(ours), $"seed {seed}, {host}: {File.ReadAllText(path)}");
                trusted += ours.Length;
                revoked += lost.Length;
            }
        }

        output.WriteLine($"{trusted} trusted, {revoked} revoked");
        Assert.True(trusted > Files && revoked > Files);
    }

    [Fact]
    public async Task Fingerprints_are_those_of_openssh()
    {
        if (Keygen() is not { } keygen)
        {
            return;
        }

        string path = _folder.File("known", string.Concat(s_keys.Select((key, i) => $"host{i} {key}\n")));
        foreach (string kind in (string[])["sha256", "md5"])
        {
            string[] theirs = [.. Regex.Matches(
                await RunAsync(keygen, "-l", "-E", kind, "-f", path), "(SHA256|MD5):\\S+").Select(m => m.Value)];
            Assert.Equal(
                theirs, KnownHostsFile.Read(File.ReadAllText(path))
                .Select(i => kind == "md5" ? "MD5:" + i.Key!.Md5Fingerprint : i.Key!.Fingerprint));
        }
    }

    /// <summary>Creates lines with hosts and with revoked keys, some of them with hashed names.</summary>
    private async Task<string> FileAsync(Random random, string keygen, int seed)
    {
        var lines = new List<string>();
        for (int i = random.Next(4, 10); i > 0; i--)
        {
            string key = s_keys[random.Next(s_keys.Length)];
            string host = s_hosts[random.Next(s_hosts.Length)];
            lines.Add(random.Next(5) switch
            {
                0 => $"@revoked {s_patterns[random.Next(s_patterns.Length)]} {key}",
                1 when seed % 2 == 0 => "@revoked " + await HashedAsync(keygen, $"{host} {key}"),
                2 => $"@cert-authority {host} {key}",
                3 => $"{host},{s_hosts[random.Next(s_hosts.Length)]} {key}",
                _ => $"{host} {key} comment",
            });
        }

        return string.Join('\n', lines) + "\n";
    }

    private async Task<string> HashedAsync(string keygen, string line)
    {
        string path = _folder.File("hashed", line + "\n");
        await RunAsync(keygen, "-H", "-f", path);
        return (await File.ReadAllTextAsync(path)).Trim();
    }

    /// <summary>The keys after lines such as <c># Host x found: line 3 REVOKED</c>, with or without the word REVOKED.</summary>
    private static IEnumerable<string> Keys(string[] found, bool marked)
    {
        for (int i = 1; i < found.Length; i++)
        {
            if (found[i - 1].StartsWith("# Host", StringComparison.Ordinal) && !found[i - 1].Contains(" CA", StringComparison.Ordinal)
                && found[i - 1].Contains("REVOKED", StringComparison.Ordinal) == marked)
            {
                string[] words = found[i].Split(' ');
                int type = Array.FindIndex(
                    words, w => w.StartsWith("ssh-", StringComparison.Ordinal) || w.StartsWith("ecdsa-", StringComparison.Ordinal));
                yield return $"{words[type]} {words[type + 1]}";
            }
        }
    }

    private static async Task<string> RunAsync(string keygen, params string[] arguments) =>
        (await ExternalTool.RunAsync(keygen, arguments, TimeSpan.FromSeconds(20), default)).Output;

    private string? Keygen()
    {
        string? keygen = ExternalTool.Find("ssh-keygen");
        output.WriteLine(keygen is null ? "Not compared: there is no ssh-keygen in the PATH." : $"Compared with {keygen}.");
        return keygen;
    }
}
