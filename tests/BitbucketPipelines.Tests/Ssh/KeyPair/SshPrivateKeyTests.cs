using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Tests.Ssh;

/// <summary>Tests of private keys in every format that OpenSSH reads, and of texts that only look like one.</summary>
public sealed class SshPrivateKeyTests
{
    public static TheoryData<string> Pairs => ["ed25519", "rsa", "ecdsa", "rsa-pem", "rsa-pkcs8", "ecdsa-pem", "ecdsa-pkcs8"];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Tells_its_public_half(string name)
    {
        var key = SshPrivateKey.Parse(Text(name));
        Assert.Equal(SshPublicKey.Parse(Text(name + ".pub")), key.PublicKey);
        Assert.Equal(Text(name), key.Text);
        Assert.DoesNotContain(Text(name).Split('\n')[1], key.ToString());
    }

    [Fact]
    public void Comment_is_read() => Assert.Equal("test only", SshPrivateKey.Parse(Text("ed25519")).PublicKey!.Comment);

    [Fact]
    public void Of_one_form_does_not_tell_its_public_half()
    {
        var key = SshPrivateKey.Parse(Text("ed25519-pkcs8"));
        Assert.Null(key.PublicKey);
        Assert.Equal("PRIVATE KEY", key.Form);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Gets_the_line_ends_that_ssh_needs(string name)
    {
        string good = Text(name);
        foreach (string bad in new[]
        {
            good.Replace("\n", "\r\n"), good.Replace('\n', '\r'), good.TrimEnd(), "\uFEFF" + good, "\n\n  " + good + "\n\n",
                good.Replace("\n", "  \n"),
            good.TrimEnd().Replace("\n", "\\n"), good.TrimEnd().Replace("\n", "\\r\\n"), good.TrimEnd().Replace('\n', ' '),
        })
        {
            var key = SshPrivateKey.Parse(bad);
            Assert.Equal(good, key.Text);
            Assert.Equal(SshPublicKey.Parse(Text(name + ".pub")), key.PublicKey);
        }
    }

    [Theory]
    [InlineData("ed25519-encrypted")]
    [InlineData("rsa-pem-encrypted")]
    [InlineData("rsa-pkcs8-encrypted")]
    public void With_a_passphrase_is_refused(string name) => Assert.Equal(SshKeyProblem.Encrypted, Fails(Text(name)).Problem);

    [Fact]
    public void Says_what_else_it_is()
    {
        Assert.Contains("public key", Fails(Text("ed25519.pub")).Message);
        Assert.Contains("public key", Fails("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n").Message);
        Assert.Contains("public key", Fails("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n").Message);
        Assert.Contains("PuTTY", Fails("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n").Message);
        Assert.Contains("certificate", Fails("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n").Message);
        Assert.Contains("PGP", Fails("-----BEGIN PGP PRIVATE KEY BLOCK-----\nAAAA\n-----END PGP PRIVATE KEY BLOCK-----").Message);
        Assert.Contains("empty", Fails(" \n").Message);
        Assert.Contains("not a private key", Fails("hello").Message);
        Assert.Contains("last line", Fails("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE\n").Message);
    }

    [Theory]
    [InlineData("ed25519")]
    [InlineData("rsa")]
    [InlineData("ecdsa")]
    public void Without_one_of_its_lines_is_refused_and_not_repeated(string name)
    {
        string[] lines = Text(name).TrimEnd().Split('\n');
        for (int cut = 1; cut < lines.Length - 1; cut++)
        {
            SshKeyException e = Fails(string.Join('\n', lines.Where((_, i) => i != cut)));
            Assert.All(lines[1..^1], line => Assert.DoesNotContain(line, e.ToString()));
        }
    }

    [Fact]
    public void Whose_halves_differ_is_refused()
    {
        byte[] one = Bytes(Text("ed25519"));
        byte[] other = [.. one];
        other[60] ^= 1;
        Assert.Equal(SshKeyProblem.Unreadable, Fails(Pem(other)).Problem);
        Assert.NotNull(SshPrivateKey.Parse(Pem(one)).PublicKey);
    }

    [Fact]
    public void Never_breaks_on_any_bytes()
    {
        var random = new Random(7);
        foreach (string name in (string[])["ed25519", "rsa", "ecdsa", "rsa-pem", "rsa-pkcs8", "ecdsa-pem", "ecdsa-pkcs8", "ed25519-pkcs8"])
        {
            string form = Text(name).Split('\n')[0];
            byte[] bytes = Bytes(Text(name));
            for (int i = 0; i < 200; i++)
            {
                byte[] wrong = [.. bytes.Take(random.Next(bytes.Length + 1))];
                for (int j = 0; j < 3 && wrong.Length > 0; j++)
                {
                    wrong[random.Next(wrong.Length)] = (byte)random.Next(256);
                }

                Exception? e = Record.Exception(
                    () => SshPrivateKey.Parse($"{form}\n{Convert.ToBase64String(wrong)}\n{form.Replace("BEGIN", "END")}\n"));
                Assert.True(e is null or SshKeyException, e?.ToString());
            }
        }
    }

    private static string Text(string name) => Fixture.Text("ssh/" + name);

    private static byte[] Bytes(string pem) => Convert.FromBase64String(string.Concat(pem.Trim().Split('\n')[1..^1]));

    private static string Pem(byte[] bytes) =>
        $"-----BEGIN OPENSSH PRIVATE KEY-----\n{Convert.ToBase64String(bytes)}\n-----END OPENSSH PRIVATE KEY-----\n";

    private static SshKeyException Fails(string text)
    {
        SshKeyException e = Assert.Throws<SshKeyException>(() => SshPrivateKey.Parse(text));
        Assert.NotEmpty(e.Advice);
        return e;
    }
}
