using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Tests.Ssh;

public sealed class SshPublicKeyTests
{
    private const string Key = "AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ";
    private const string Sha256 = "SHA256:VM+8/ukJ5A6YbmXL48SaRKO5Zi0l41N6DocJedn9OOo";
    private const string Md5 = "bf:ce:a8:9a:4b:83:79:2b:14:f9:51:bc:2f:d2:29:94";

    [Theory]
    [InlineData("ssh-ed25519 " + Key, null)]
    [InlineData("ssh-ed25519 " + Key + " me@example.com\r\n", "me@example.com")]
    [InlineData("  ssh-ed25519\t" + Key + "   two words ", "two words")]
    [InlineData(Key, null)]
    public void Is_read_as_a_pub_file_has_it(string text, string? comment)
    {
        var key = SshPublicKey.Parse(text);
        Assert.Equal(("ssh-ed25519", Key, comment, Sha256, Md5), (key.KeyType, key.Key, key.Comment, key.Fingerprint, key.Md5Fingerprint));
        Assert.Equal($"ssh-ed25519 {Key}{(comment is null ? "" : " " + comment)}", key.ToString());
    }

    [Theory]
    [InlineData("ed25519")]
    [InlineData("ED25519")]
    [InlineData("Ed25519")]
    [InlineData("ssh-ed25519")]
    [InlineData(null)]
    public void Has_a_type_that_is_spelled_in_several_ways(string? type) =>
        Assert.Equal("ssh-ed25519", SshPublicKey.From(type, Key).KeyType);

    [Theory]
    [InlineData("rsa", "ssh-rsa")]
    [InlineData("ecdsa", "ecdsa-sha2-nistp256")]
    public void Type_comes_from_the_key_itself(string name, string type) =>
        Assert.Equal(type, SshPublicKey.From(name, SshPublicKey.Parse(Fixture.Text($"ssh/{name}.pub")).Key).KeyType);

    [Theory]
    [InlineData("")]
    [InlineData("ssh-ed25519")]
    [InlineData("ssh-ed25519 AAAA")]
    [InlineData("ssh-rsa " + Key)]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTT")]
    [InlineData("host.example.com ssh-ed25519 " + Key)]
    [InlineData("ssh-ed25519 " + Key + "\nssh-ed25519 " + Key)]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----")]
    public void Is_refused_when_it_is_none(string text)
    {
        SshKeyException e = Assert.Throws<SshKeyException>(() => SshPublicKey.Parse(text));
        Assert.NotEmpty(e.Advice);
        Assert.Null(SshPublicKey.TryParse(text));
    }

    [Fact]
    public void Is_no_private_key()
    {
        SshKeyException e = Assert.Throws<SshKeyException>(() => SshPublicKey.Parse(Fixture.Text("ssh/ed25519")));
        Assert.Contains("private key", e.Message);
        Assert.DoesNotContain("b3Blb", e.ToString());
    }

    [Fact]
    public void Is_the_same_whatever_its_comment_says()
    {
        Assert.Equal(SshPublicKey.Parse($"ssh-ed25519 {Key} a"), SshPublicKey.From("ed25519", Key, "b"));
        Assert.NotEqual(SshPublicKey.Parse(Fixture.Text("ssh/ed25519.pub")), SshPublicKey.From(null, Key));
    }

    [Theory]
    [InlineData(Sha256, Sha256)]
    [InlineData("sha256:VM+8/ukJ5A6YbmXL48SaRKO5Zi0l41N6DocJedn9OOo=", Sha256)]
    [InlineData("VM+8/ukJ5A6YbmXL48SaRKO5Zi0l41N6DocJedn9OOo", Sha256)]
    [InlineData(" MD5:BF:CE:A8:9A:4B:83:79:2B:14:F9:51:BC:2F:D2:29:94 ", "MD5:" + Md5)]
    [InlineData(Md5, "MD5:" + Md5)]
    [InlineData("SHA256:short", null)]
    [InlineData("", null)]
    [InlineData("SHA256:", null)]
    [InlineData("bf:ce", null)]
    public void Has_fingerprints_that_are_written_in_several_ways(string text, string? expected)
    {
        Assert.Equal(expected, SshFingerprint.Normalize(text));
        Assert.True(expected is null || SshFingerprint.Matches(SshPublicKey.From(null, Key), expected));
    }

    [Fact]
    public void Does_not_have_another_fingerprint()
    {
        Assert.False(SshFingerprint.Matches(SshPublicKey.From(null, Key), "SHA256:vM+8/ukJ5A6YbmXL48SaRKO5Zi0l41N6DocJedn9OOo"));
        Assert.False(SshFingerprint.Matches(SshPublicKey.From(null, Key), "SHA256:"));
    }
}
