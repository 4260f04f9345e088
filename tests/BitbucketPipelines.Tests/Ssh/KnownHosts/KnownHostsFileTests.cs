using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Tests.Ssh;

public sealed class KnownHostsFileTests
{
    private static readonly string s_ed = SshPublicKey.Parse(Fixture.Text("ssh/ed25519.pub")).Text;
    private static readonly string s_rsa = SshPublicKey.Parse(Fixture.Text("ssh/rsa.pub")).Text;

    [Fact]
    public void Every_name_of_every_line_is_one_item()
    {
        IReadOnlyList<KnownHostLine> items =
            KnownHostsFile.Read($"# c\r\n\r\n  build,10.0.0.5,[alias]:2222 {s_ed} a "
                + $"comment\r\n\tother\t{s_rsa.Replace(' ', '\t')}\r\n[same]:22 {s_ed}");
        Assert.Equal(["build", "10.0.0.5", "[alias]:2222", "other", "same"], items.Select(i => i.Name));
        Assert.Equal([3, 3, 3, 4, 5], items.Select(i => i.Line));
        Assert.All(items, i => Assert.Null(i.Problem));
        Assert.Equal(s_rsa, items[3].Key!.Text);
    }

    [Theory]
    [InlineData("|1|kzy0kmLAGlkcKWcskH8bLrtoTd4=|rSUtq1gGZNR4XlALV+8aJH9MF5E= {ed}",
        "|1|kzy0kmLAGlkcKWcskH8bLrtoTd4=|rSUtq1gGZNR4XlALV+8aJH9MF5E=", "hashed")]
    [InlineData("@cert-authority *.example.com {ed}", "*.example.com", "@cert-authority")]
    [InlineData("@revoked bad.example.com {ed}", "bad.example.com", "@revoked")]
    [InlineData("@unknown x {ed}", "x", "marker")]
    [InlineData("*.example.com {ed}", "*.example.com", "pattern")]
    [InlineData("!x {ed}", "!x", "pattern")]
    [InlineData("garbage", "line 1", "not a valid line")]
    [InlineData("host ssh-rsa AAAA", "host", "key cannot be read")]
    [InlineData("host 1024 35 12345", "host", "key cannot be read")]
    [InlineData("host ssh-rsa {edkey}", "host", "ssh-ed25519, not ssh-rsa")]
    public void What_cannot_be_taken_over_says_why(string line, string name, string why)
    {
        KnownHostLine item = Assert.Single(KnownHostsFile.Read(line.Replace("{edkey}", s_ed.Split(' ')[1]).Replace("{ed}", s_ed)));
        Assert.Equal((1, name), (item.Line, item.Name));
        Assert.Null(item.Key);
        Assert.Contains(why, item.Problem);
    }

    [Theory]
    [InlineData("|1|abc|def {ed}",
        "The name of the host is hashed and cannot be read: add the host by its name with Get-BbHostKey or Set-BbKnownHost.")]
    [InlineData("@cert-authority host {ed}",
        "It is a certificate authority (@cert-authority), not the key of a host; Bitbucket stores only keys of hosts.")]
    [InlineData("@cert-authority",
        "It is a certificate authority (@cert-authority), not the key of a host; Bitbucket stores only keys of hosts.")]
    [InlineData("@revoked host ssh-rsa",
        "It revokes a key (@revoked) that cannot be read: check that no other line has that key.")]
    [InlineData("@revoked", "It revokes a key (@revoked) that cannot be read: check that no other line has that key.")]
    [InlineData("@other host {ed}", "It has the unknown marker @other.")]
    [InlineData("host ssh-rsa", "It is not a valid line of a known_hosts file: name, type and key are needed.")]
    public void The_reason_is_reported_in_full(string line, string problem)
    {
        KnownHostLine item = Assert.Single(KnownHostsFile.Read(line.Replace("{ed}", s_ed)));
        Assert.Equal(problem, item.Problem);
        Assert.Null(item.Revokes);
    }

    [Theory]
    [InlineData("@revoked", "@revoked")]
    [InlineData("@revoked host", "host")]
    [InlineData("host ssh-rsa", "line 1")]
    [InlineData("*? ssh-rsa AAAA", "line 1")]
    public void Only_what_could_be_the_name_of_a_host_is_repeated(string line, string name) =>
        Assert.Equal(name, Assert.Single(KnownHostsFile.Read(line)).Name);

    [Fact]
    public void Long_words_are_cut_where_they_are_shown()
    {
        Assert.Equal(new string('*', 60), Assert.Single(KnownHostsFile.Read($"{new string('*', 60)} {s_ed}")).Name);
        Assert.Equal(new string('*', 58) + "..", Assert.Single(KnownHostsFile.Read($"{new string('*', 61)} {s_ed}")).Name);
    }

    [Fact]
    public void A_revoked_key_names_the_line_that_revokes_it()
    {
        IReadOnlyList<KnownHostLine> items = KnownHostsFile.Read($"host {s_ed}\n\n@revoked host {s_ed}\n");
        SshPublicKey key = SshPublicKey.Parse(s_ed);
        Assert.Equal($"The file revokes this key (ssh-ed25519 {key.Fingerprint}) on line 3: it must not be trusted.", items[0].Problem);
        Assert.Equal($"It revokes the key ssh-ed25519 {key.Fingerprint} (@revoked), so it is not imported.", items[1].Problem);
    }

    [Fact]
    public void A_file_with_the_line_ends_of_any_system_is_read()
    {
        Assert.Equal([1, 2, 3], KnownHostsFile.Read($"a {s_ed}\rb {s_ed}\r\nc {s_ed}").Select(i => i.Line));
    }

    [Fact]
    public void Good_names_beside_patterns_are_taken()
    {
        IReadOnlyList<KnownHostLine> items = KnownHostsFile.Read($"*.example.com,good,!bad {s_ed}");
        Assert.Equal([false, true, false], items.Select(i => i.Problem is null));
    }

    [Fact]
    public void A_secret_in_the_wrong_file_is_not_repeated()
    {
        foreach (KnownHostLine item in KnownHostsFile.Read(Fixture.Text("ssh/rsa-pem")))
        {
            Assert.NotNull(item.Problem);
            Assert.DoesNotMatch("[A-Za-z0-9+/]{20}", item.Name + item.Problem);
        }
    }

    [Fact]
    public void Nothing_and_comments_are_no_items()
    {
        Assert.Empty(KnownHostsFile.Read(""));
        Assert.Empty(KnownHostsFile.Read("\uFEFF# only\n\n   \n#\n"));
    }

    [Fact]
    public void Is_written_in_order_once_each_and_read_again()
    {
        SshPublicKey ed = SshPublicKey.Parse(s_ed);
        SshPublicKey rsa = SshPublicKey.Parse(s_rsa);
        SshPublicKey[] rsas = [.. new[] { rsa, SshPublicKey.Parse(
            Fixture.Text("ssh/rsa-pem.pub")) }.OrderBy(k => k.Key, StringComparer.Ordinal)];
        string text = KnownHostsFile.Write(
            [("zeta", rsas[1]), ("zeta", rsas[0]), ("Alpha", ed), ("host:7999", ed), ("[host]:7999", ed), ("zeta", ed)]);
        Assert.Equal($"Alpha {s_ed}\nzeta {s_ed}\nzeta {rsas[0].Text}\nzeta {rsas[1].Text}\n[host]:7999 {s_ed}\n", text);
        Assert.Equal(text, KnownHostsFile.Write(KnownHostsFile.Read(text).Select(i => (i.Name, i.Key!)).Reverse()));
        Assert.DoesNotContain('\r', text);
    }

    [Theory]
    [InlineData("*", "build", true)]
    [InlineData("build", "build", true)]
    [InlineData("BUILD", "build", true)]
    [InlineData("b?ild,other", "build", true)]
    [InlineData("*.example.com", "a.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com,!a.example.com", "a.example.com", false)]
    [InlineData("other", "build", false)]
    [InlineData("[build]:2222", "[build]:2222", true)]
    [InlineData("[build]:2222", "build", false)]
    [InlineData("[build]:2222", "[build]:22", false)]
    [InlineData("build", "[build]:2222", true)]
    [InlineData("|1|kzy0kmLAGlkcKWcskH8bLrtoTd4=|rSUtq1gGZNR4XlALV+8aJH9MF5E=", "nobody", false)]
    [InlineData("|1|x", "build", false)]
    public void Revoked_key_is_not_taken_over_for_the_hosts_that_are_meant(string pattern, string host, bool revoked)
    {
        foreach (string text in (
            string[])[$"@revoked {pattern} {s_ed}\n{host},free {s_rsa}\n{host} {s_ed}",
            $"{host} {s_ed}\n{host} {s_rsa}\n@revoked  {pattern}\t{s_ed} comment"])
        {
            IReadOnlyList<KnownHostLine> items = KnownHostsFile.Read(text);
            string name = SshHostName.Canonical(host);
            Assert.Equal(!revoked, items.Any(i => i.Name == name && i.Key?.Text == s_ed));
            Assert.Contains(items, i => i.Name == name && i.Key?.Text == s_rsa);
            if (revoked)
            {
                Assert.Contains(
                    items, i => i.Name == name && i.Key is null
                    && i.Problem!.StartsWith("The file revokes this key (ssh-ed25519 SHA256:", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Revoking_line_says_what_it_revokes_and_never_is_a_key_itself()
    {
        KnownHostLine item = Assert.Single(KnownHostsFile.Read($"@revoked * {s_ed}"));
        Assert.Null(item.Key);
        Assert.Equal(SshPublicKey.Parse(s_ed), item.Revokes!.Key);
        Assert.Contains("@revoked", item.Problem);
        Assert.Contains("cannot be read", Assert.Single(KnownHostsFile.Read("@revoked * ssh-rsa AAAA")).Problem);
    }
}
