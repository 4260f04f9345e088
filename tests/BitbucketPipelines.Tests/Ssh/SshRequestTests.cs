using System.Text;
using System.Text.Json;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>Tests of the requests for key pairs and known hosts, and of reading the responses.</summary>
public sealed class SshRequestTests
{
    private const string Uuid = "{0c1f6f5e-6f0e-4a6e-9a43-0123456789ab}";
    private const string Ssh = "repositories/acme/app/pipelines_config/ssh";
    private const string Hosts = Ssh + "/known_hosts";
    private const string Host = Hosts + "/%7B0c1f6f5e-6f0e-4a6e-9a43-0123456789ab%7D";
    private const string Key = "AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ";

    private static readonly RepositoryId s_repository = new("acme", "app");
    private static readonly KnownHostBody s_host = KnownHostBody.Of("[git.example.com]:7999", SshPublicKey.From("ed25519", Key));

    public static TheoryData<object, string> Operations => new()
    {
        { KnownHosts.List(s_repository), $"GET {Hosts}" },
        { KnownHosts.Get(s_repository, Uuid), $"GET {Host}" },
        { KnownHosts.Create(s_repository, s_host), $"POST {Hosts}" },
        { KnownHosts.Update(s_repository, Uuid, s_host), $"PUT {Host}" },
        { KnownHosts.Delete(s_repository, Uuid), $"DELETE {Host}" },
        { KeyPairs.Get(s_repository), $"GET {Ssh}/key_pair" },
        { KeyPairs.Put(s_repository, new SshKeyPairBody()), $"PUT {Ssh}/key_pair" },
        { KeyPairs.Delete(s_repository), $"DELETE {Ssh}/key_pair" },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void Every_operation(object operation, string expected)
    {
        var request = (ApiRequest)operation;
        Assert.Equal(expected, request.ToString());
        Assert.Empty(request.Query);
        Assert.Equal(expected[0] != 'P' || expected[1] == 'U', request.Repeatable);
    }

    [Fact]
    public void A_known_host_says_its_kinds_and_the_type_that_the_key_has()
    {
        foreach (ApiRequest request in new ApiRequest[] { KnownHosts.Create(s_repository, s_host),
            KnownHosts.Update(s_repository, Uuid, s_host) })
        {
            using JsonDocument body = Body(request);
            Assert.Equal(["hostname", "public_key", "type"], body.RootElement.EnumerateObject().Select(p => p.Name).Order());
            Assert.Equal("pipeline_known_host", body.RootElement.GetProperty("type").GetString());
            Assert.Equal("[git.example.com]:7999", body.RootElement.GetProperty("hostname").GetString());
            JsonElement key = body.RootElement.GetProperty("public_key");
            Assert.Equal(["key", "key_type", "type"], key.EnumerateObject().Select(p => p.Name).Order());
            Assert.Equal("pipeline_ssh_public_key", key.GetProperty("type").GetString());
            Assert.Equal("ssh-ed25519", key.GetProperty("key_type").GetString());
            Assert.Equal(Key, key.GetProperty("key").GetString());
        }
    }

    [Fact]
    public void A_key_pair_has_both_halves()
    {
        using JsonDocument body = Body(
            KeyPairs.Put(s_repository, new SshKeyPairBody { PrivateKey = "one\ntwo\n", PublicKey = "ssh-ed25519 A" }));
        Assert.Equal("one\ntwo\n", body.RootElement.GetProperty("private_key").GetString());
        Assert.Equal("ssh-ed25519 A", body.RootElement.GetProperty("public_key").GetString());
    }

    [Fact]
    public void A_known_host_keeps_what_is_not_known()
    {
        const string Json = $$"""
            {"type":"pipeline_known_host","uuid":"{{Uuid}}","hostname":"h","brand_new":[1],
             "public_key":{"type":"pipeline_ssh_public_key","key_type":"RSA","key":"{{Key}}","md5_fingerprint":"md5:x","sha256_fingerprint":"y","why":"z"}
            }
            """;
        KnownHost host = JsonSerializer.Deserialize(Json, WireContext.Default.KnownHost)!;
        Assert.Equal(("h", "h", "RSA", Key, Uuid), (host.Name, host.HostName, host.KeyType, host.Key, host.Uuid));
        Assert.Equal("SHA256:VM+8/ukJ5A6YbmXL48SaRKO5Zi0l41N6DocJedn9OOo", host.Fingerprint);
        Assert.Equal("bf:ce:a8:9a:4b:83:79:2b:14:f9:51:bc:2f:d2:29:94", host.Md5Fingerprint);
        Assert.Equal("[1]", host.AdditionalProperties!["brand_new"].GetRawText());
        Assert.Equal("z", host.Detail!.AdditionalProperties!["why"].GetString());
        using JsonDocument again = JsonDocument.Parse(JsonSerializer.Serialize(host, WireContext.Default.KnownHost));
        Assert.Equal("[1]", again.RootElement.GetProperty("brand_new").GetRawText());
        Assert.Equal("z", again.RootElement.GetProperty("public_key").GetProperty("why").GetString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"public_key":null}""")]
    [InlineData("""{"hostname":null,"public_key":{"key":null}}""")]
    [InlineData("""{"public_key":{"key":"none","key_type":"?"}}""")]
    public void A_known_host_may_lack_anything(string json)
    {
        KnownHost host = JsonSerializer.Deserialize(json, WireContext.Default.KnownHost)!;
        Assert.Null(host.Fingerprint);
        Assert.False(host.HasFingerprint("SHA256:VM+8/ukJ5A6YbmXL48SaRKO5Zi0l41N6DocJedn9OOo"));
        _ = $"{host}{host.PublicKey}{host.Md5Fingerprint}";
    }

    [Fact]
    public void A_private_key_in_an_answer_is_not_kept()
    {
        SshKeyPair pair = JsonSerializer.Deserialize(
            $$"""{"type":"pipeline_ssh_key_pair","private_key":"SECRET","public_key":"ssh-ed25519 {{Key}} a comment","new":1}""",
            WireContext.Default.SshKeyPair)!;
        Assert.Equal(
            ("ssh-ed25519", "a comment", "SHA256:VM+8/ukJ5A6YbmXL48SaRKO5Zi0l41N6DocJedn9OOo"),
            (pair.KeyType, pair.Comment, pair.Fingerprint));
        Assert.Equal(["new"], pair.AdditionalProperties!.Keys);
        Assert.DoesNotContain("SECRET", JsonSerializer.Serialize(pair, WireContext.Default.SshKeyPair));
    }

    [Fact]
    public void A_body_does_not_show_its_private_key() =>
        Assert.DoesNotContain("SECRET", new SshKeyPairBody { PrivateKey = "SECRET" }.ToString());

    private static JsonDocument Body(ApiRequest request) => JsonDocument.Parse(Encoding.UTF8.GetString(request.Body!));
}
