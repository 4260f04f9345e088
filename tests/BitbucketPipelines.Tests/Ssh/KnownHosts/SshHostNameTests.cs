using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Tests.Ssh;

public sealed class SshHostNameTests
{
    [Theory]
    [InlineData("git.example.com", "git.example.com", 22, "git.example.com")]
    [InlineData(" git.example.com ", "git.example.com", 22, "git.example.com")]
    [InlineData("git.example.com:22", "git.example.com", 22, "git.example.com")]
    [InlineData("[git.example.com]:22", "git.example.com", 22, "git.example.com")]
    [InlineData("git.example.com:7999", "git.example.com", 7999, "[git.example.com]:7999")]
    [InlineData("[git.example.com]:7999", "git.example.com", 7999, "[git.example.com]:7999")]
    [InlineData("[git.example.com]", "git.example.com", 22, "git.example.com")]
    [InlineData("10.0.0.5", "10.0.0.5", 22, "10.0.0.5")]
    [InlineData("10.0.0.5:2222", "10.0.0.5", 2222, "[10.0.0.5]:2222")]
    [InlineData("::1", "::1", 22, "::1")]
    [InlineData("[::1]:22", "::1", 22, "::1")]
    [InlineData("[::1]:2222", "::1", 2222, "[::1]:2222")]
    [InlineData("fe80::1%eth0", "fe80::1%eth0", 22, "fe80::1%eth0")]
    public void Is_written_as_known_hosts_does(string text, string host, int port, string canonical)
    {
        var name = SshHostName.Parse(text);
        Assert.Equal((host, port, canonical), (name.Host, name.Port, name.ToString()));
        Assert.Equal(name, SshHostName.Parse(canonical));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-oProxyCommand=x")]
    [InlineData("[-x]:22")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:ssh")]
    [InlineData("host:+5")]
    [InlineData("[host]x")]
    [InlineData("[host")]
    [InlineData(":22")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("a\nb")]
    [InlineData("*.example.com")]
    [InlineData("!a")]
    [InlineData("|1|a|b")]
    [InlineData("#a")]
    [InlineData("git@host")]
    [InlineData("ssh://host")]
    [InlineData("host/path")]
    public void Is_refused_when_it_is_none(string text) => Assert.Throws<FormatException>(() => SshHostName.Parse(text));

    [Theory]
    [InlineData("github.com", true)]
    [InlineData("GitHub.com:22", true)]
    [InlineData("bitbucket.org", true)]
    [InlineData("gitlab.com", true)]
    [InlineData("gitlab.com:2222", false)]
    [InlineData("gitlab.example.com", false)]
    public void Knows_the_hosts_that_bitbucket_refuses(string text, bool expected) =>
        Assert.Equal(expected, SshHostName.Parse(text).IsBuiltIn);

    [Fact]
    public void Is_the_same_whatever_its_case_and_port()
    {
        Assert.True(SshHostName.Same("Host:22", "[host]:22"));
        Assert.True(SshHostName.Same("host:7999", "[HOST]:7999"));
        Assert.False(SshHostName.Same("host", "host:7999"));
        Assert.True(SshHostName.Same("what ever", "WHAT EVER"));
        Assert.False(SshHostName.Same(null, null));
    }
}
