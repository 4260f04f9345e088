using BitbucketEmulator;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Tests.Ssh;

/// <summary>Writes to a server that misbehaves. Nothing may be lost or done twice, and no private key may be returned.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "xunit calls DisposeAsync.")]
public sealed class KnownHostStoreTests : IAsyncLifetime
{
    private static readonly RepositoryId s_widgets = new("acme", "widgets");
    private static readonly SshPublicKey s_key = SshPublicKey.Parse(Fixture.Text("ssh/ed25519.pub"));

    private EmulatorHost _emulator = null!;
    private BitbucketClient _client = null!;

    public async Task InitializeAsync()
    {
        _emulator = await EmulatorHost.StartAsync();
        _client = new BitbucketClient(new BitbucketClientOptions
        {
            ApiUri = _emulator.ApiUri,
            SiteUri = _emulator.SiteUri,
            Clock = new VirtualClock(),
            Credential = ApiCredential.Basic("dev@example.com", () => "api-token-123"),
        });
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _emulator.DisposeAsync();
    }

    [Fact]
    public async Task A_conflict_is_settled_with_what_the_list_did_not_show()
    {
        _emulator.State.Configure(b => b with { KnownHostHideOnce = true });
        _emulator.State.Settings.AddKnownHost("acme", "widgets", "Hidden.example.com", "ssh-rsa",
            SshPublicKey.Parse(Fixture.Text("ssh/rsa.pub")).Key);
        KnownHostResult result = await SetAsync("hidden.example.com");
        Assert.Equal((ItemAction.Update, ItemResult.Succeeded), (result.Change, result.Status));
        Assert.Contains("did not contain", result.Reason);
        Assert.Equal(s_key.Key, await KeyOfAsync("hidden.example.com"));
    }

    [Fact]
    public async Task A_lost_answer_is_looked_up()
    {
        _emulator.State.AddFault(new Fault { Method = "POST", Path = "known_hosts", ResetAfterHandling = true });
        KnownHostResult result = await SetAsync("lost.example.com");
        Assert.Equal((ItemAction.Create, ItemResult.Succeeded), (result.Change, result.Status));
        Assert.Equal(s_key.Key, await KeyOfAsync("lost.example.com"));
    }

    [Fact]
    public async Task Fails_no_write_and_doubles_none_where_the_gateway_fails_now_and_then()
    {
        for (int i = 0; i < 40; i++)
        {
            // Every 20th request of any kind; every second time the work is done before the answer is lost.
            _emulator.State.AddFault(new Fault { Skip = 19 * (i + 1), Status = 503, AfterHandling = i % 2 == 0 });
        }

        string[] names = [.. Enumerable.Range(0, 300).Select(i => $"host{i:000}.example.com")];
        var store = new KnownHostStore(_client, s_widgets);
        await store.ReadAsync(default);
        var results = new List<KnownHostResult>();
        foreach (string name in names)
        {
            results.Add(await store.ApplyAsync(new PlannedKnownHost(name, ItemAction.Create, null, s_key), skipRefused: false, default));
        }

        Assert.InRange(_emulator.State.Requests.Count(r => r.Status == 503), 10, 40);
        Assert.All(
            results, r => Assert.Equal((ItemAction.Create, ItemResult.Succeeded, null), (r.Change, r.Status, r.Reason)));
        var after = new KnownHostStore(_client, s_widgets);
        await after.ReadAsync(default);
        Assert.All(names, name => Assert.Single(after.Hosts, h => h.Name == name));
    }

    [Fact]
    public async Task A_host_that_bitbucket_refuses_is_skipped_or_fails()
    {
        var store = new KnownHostStore(_client, s_widgets);
        await store.ReadAsync(default);
        // The plan contains three such hosts; the server may have more.
        var planned = new PlannedKnownHost("gitlab.com", ItemAction.Create, null, s_key);
        Assert.Equal(ItemAction.Skipped, (await store.ApplyAsync(planned, skipRefused: true, default)).Change);
        KnownHostResult failed = await store.ApplyAsync(planned, skipRefused: false, default);
        Assert.Equal(ItemResult.Failed, failed.Status);
        Assert.True(KnownHostStore.IsNotAllowed(failed.Failure?.ToException()));
    }

    [Theory]
    [InlineData("ed25519")]
    [InlineData("rsa-pem")]
    public async Task A_private_key_that_the_server_repeats_does_not_come_back(string name)
    {
        var own = SshPrivateKey.Parse(Fixture.Text("ssh/" + name));
        _emulator.State.Configure(b => b with { PrivateKeyEcho = PrivateKeyEcho.Error });
        BitbucketApiException e = await Assert.ThrowsAsync<BitbucketApiException>(
            () => SshKeyPairs.StoreAsync(_client, s_widgets, own, own.PublicKey!, default));
        Assert.Contains("not valid", $"{e.Message}{e.Detail}");
        Assert.All(
            own.Text.Split('\n').Where(l => l.Length > 3),
            line => Assert.DoesNotContain(line, $"{e}{e.Message}{e.Detail}{e.ServerMessage}"));
        _emulator.State.Configure(b => b with { PrivateKeyEcho = PrivateKeyEcho.Answer });
        Api.Models.SshKeyPair pair = await SshKeyPairs.StoreAsync(_client, s_widgets, own, own.PublicKey!, default);
        Assert.Null(pair.AdditionalProperties?.Keys.FirstOrDefault());
        Assert.Equal(own.Text, _emulator.State.Settings.GetKeyPair("acme", "widgets")!.PrivateKey);
    }

    [Fact]
    public async Task No_pair_differs_from_no_repository_and_no_pipelines()
    {
        Assert.Null(await SshKeyPairs.FindAsync(_client, s_widgets, default));
        Assert.NotNull(await SshKeyPairs.FindAsync(_client, new RepositoryId("acme", "gadgets"), default));
        Assert.False(
            SshKeyPairs.IsNeverEnabled(
                await Assert.ThrowsAsync<BitbucketApiException>(
                    () => SshKeyPairs.FindAsync(_client, new RepositoryId("acme", "nosuch"), default))));
        Assert.True(
            SshKeyPairs.IsNeverEnabled(
                await Assert.ThrowsAsync<BitbucketApiException>(
                    () => SshKeyPairs.FindAsync(_client, new RepositoryId("acme", "empty"), default))));
    }

    private async Task<KnownHostResult> SetAsync(string name)
    {
        var store = new KnownHostStore(_client, s_widgets);
        await store.ReadAsync(default);
        return await store.ApplyAsync(KnownHostPlan.Make([new DesiredKnownHost(name, s_key)], store.Hosts)[0], skipRefused: true, default);
    }

    private async Task<string?> KeyOfAsync(string name) =>
        KnownHostPlan.Find(await new KnownHostStore(_client, s_widgets).ReadAsync(default), name)?.Key;
}
