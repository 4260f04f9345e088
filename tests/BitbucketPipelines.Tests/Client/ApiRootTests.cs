using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>The allowed root addresses: credentials are never sent without encryption.</summary>
public class ApiRootTests
{
    [Theory]
    [InlineData("https://api.bitbucket.org/2.0/", true)]
    [InlineData("https://proxy.example:8443/bb", true)]
    [InlineData("http://localhost:5000/2.0/", true)]
    [InlineData("http://127.0.0.1:5000/", true)]
    [InlineData("http://[::1]:5000/", true)]
    [InlineData("http://api.bitbucket.org/2.0/", false)]
    [InlineData("http://localhost.example/", false)]
    [InlineData("http://127.0.0.1.example/", false)]
    [InlineData("http://10.0.0.1/", false)]
    [InlineData("ftp://api.bitbucket.org/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("2.0/", false)]
    public void Only_https_and_loopback_are_allowed(string address, bool allowed)
    {
        var root = new Uri(address, UriKind.RelativeOrAbsolute);
        Assert.Equal(allowed, BitbucketClient.IsAllowedRoot(root));
        foreach (BitbucketClientOptions options in new[] { new BitbucketClientOptions { ApiUri = root },
            new BitbucketClientOptions { SiteUri = root } })
        {
            if (allowed)
            {
                new BitbucketClient(options).Dispose();
            }
            else
            {
                Assert.Throws<ArgumentException>(() => new BitbucketClient(options));
            }
        }
    }

    [Theory]
    [InlineData("https://proxy.example/bb", "https://proxy.example/bb/x")]
    [InlineData("https://proxy.example/bb/", "https://proxy.example/bb/x")]
    [InlineData("https://proxy.example", "https://proxy.example/x")]
    [InlineData("https://proxy.example/bb/?a=b#c", "https://proxy.example/bb/x")]
    public async Task Paths_are_appended_to_the_root(string root, string expected)
    {
        using var api = new TestApi(o => o with { ApiUri = new Uri(root) });
        api.Stub.On("GET", ".*", Answer.Json("{}"));
        await api.Client.SendAsync(ApiRequest.GetBytes($"x"), default);
        Assert.Equal(expected, api.Stub.Request.Uri.AbsoluteUri);
    }

    [Fact]
    public void A_password_in_a_root_is_refused_and_not_told()
    {
        var root = new Uri("https://me:PASSWORD@proxy.example/2.0/");
        Assert.False(BitbucketClient.IsAllowedRoot(root));
        var e = Assert.Throws<ArgumentException>(() => new BitbucketClient(new BitbucketClientOptions { ApiUri = root }));
        Assert.DoesNotContain("PASSWORD", e.ToString());
    }

    [Fact]
    public void The_defaults_are_the_public_ones()
    {
        using var client = new BitbucketClient(new BitbucketClientOptions());
        Assert.Equal("https://api.bitbucket.org/2.0/", client.ApiUri.AbsoluteUri);
        Assert.Equal("https://bitbucket.org/", client.SiteUri.AbsoluteUri);
    }
}
