using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Tests.Ssh;

public sealed class KnownHostPlanTests
{
    private static readonly SshPublicKey s_ed = SshPublicKey.Parse(Fixture.Text("ssh/ed25519.pub"));
    private static readonly SshPublicKey s_rsa = SshPublicKey.Parse(Fixture.Text("ssh/rsa.pub"));
    private static readonly SshPublicKey s_ecdsa = SshPublicKey.Parse(Fixture.Text("ssh/ecdsa.pub"));

    [Fact]
    public void Makes_changes_and_leaves_alone() =>
        Assert.Equal(
            [ItemAction.Create, ItemAction.Update, ItemAction.Unchanged],
            Plan([new("new", s_ed), new("B", s_ed), new("C", s_rsa)], Host("b", s_rsa), Host("c", s_rsa)).Select(p => p.Action));

    [Fact]
    public void Of_several_keys_of_a_host_the_best_is_taken_in_whatever_order_they_come()
    {
        foreach (SshPublicKey[] order in new[] { new[] { s_rsa, s_ecdsa, s_ed }, [s_ed, s_rsa, s_ecdsa], [s_ecdsa, s_ed, s_rsa] })
        {
            IReadOnlyList<PlannedKnownHost> plan = Plan([.. order.Select(k => new DesiredKnownHost("h", k))]);
            Assert.Equal(s_ed, Assert.Single(plan, p => p.Action == ItemAction.Create).Key);
            Assert.All(
                plan.Where(p => p.Key != s_ed),
                p => Assert.Equal((ItemAction.Skipped, true), (p.Action, p.Reason!.Contains("ssh-ed25519"))));
        }
    }

    [Fact]
    public void The_same_key_twice_is_written_once() =>
        Assert.Equal([ItemAction.Create, ItemAction.Skipped], Plan([new("h", s_ed), new("H:22", s_ed)]).Select(p => p.Action));

    [Fact]
    public void The_type_may_be_called_otherwise_and_the_name_written_otherwise()
    {
        KnownHost old = Host("host:7999", s_rsa);
        old.Detail!.KeyType = "RSA";
        Assert.Equal(ItemAction.Unchanged, Assert.Single(Plan([new("[HOST]:7999", s_rsa)], old)).Action);
    }

    [Fact]
    public void A_rotation_touches_only_hosts_with_the_old_key()
    {
        DesiredKnownHost wanted = new("h", s_ed, OldFingerprints: [s_rsa.Fingerprint, "MD5:" + s_ecdsa.Md5Fingerprint]);
        Assert.Equal(ItemAction.Update, Assert.Single(Plan([wanted], Host("h", s_rsa))).Action);
        Assert.Equal(ItemAction.Update, Assert.Single(Plan([wanted], Host("h", s_ecdsa))).Action);
        Assert.Equal(ItemAction.Unchanged, Assert.Single(Plan([wanted], Host("h", s_ed))).Action);
        Assert.Equal(ItemAction.Skipped, Assert.Single(Plan([wanted], Host("other", s_rsa))).Action);
        PlannedKnownHost third = Assert.Single(Plan([wanted], Host("h", SshPublicKey.Parse(Fixture.Text("ssh/rsa-pem.pub")))));
        Assert.Equal(ItemAction.Skipped, third.Action);
        Assert.Contains("another key", third.Reason);
    }

    [Fact]
    public void Trusted_revoked_key_is_reported()
    {
        var line = new DesiredKnownHost("*", null, "Line 1: revoked.", 1, Revokes: new RevokedHostKey(1, "*", s_ed));
        PlannedKnownHost trusted = Assert.Single(Plan([line], Host("a", s_ed), Host("b", s_rsa), Host("c", s_ed)));
        Assert.Equal(
            (ItemAction.Skipped, "Line 1: revoked. This repository trusts that key for a, c: remove it with Remove-BbKnownHost."),
            (trusted.Action, trusted.Reason));
        Assert.Equal("Line 1: revoked.", Assert.Single(Plan([line], Host("b", s_rsa))).Reason);
    }

    [Fact]
    public void Hosts_that_bitbucket_refuses_and_lines_that_cannot_be_read_are_skipped()
    {
        IReadOnlyList<PlannedKnownHost> plan = Plan([new("github.com", s_ed), new("x", null, "Line 3: why", 3)], Host("github.com", s_rsa));
        Assert.All(plan, p => Assert.Equal(ItemAction.Skipped, p.Action));
        Assert.Equal("Line 3: why", plan[1].Reason);
        Assert.Equal(3, plan[1].Line);
    }

    private static IReadOnlyList<PlannedKnownHost> Plan(DesiredKnownHost[] wanted, params KnownHost[] existing) =>
        KnownHostPlan.Make(wanted, existing);

    private static KnownHost Host(string name, SshPublicKey key) =>
        new() { Name = name, Uuid = "{1}", Detail = new SshPublicKeyDetail { KeyType = key.KeyType, Key = key.Key } };
}
