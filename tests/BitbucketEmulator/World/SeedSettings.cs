namespace BitbucketEmulator;

/// <summary>
/// The seeded schedules, keys, known hosts, caches and runners. <c>gadgets</c> holds what copying between repositories must cope with:
/// the same host as <c>widgets</c>, and one that Bitbucket refuses today.
/// </summary>
internal static class SeedSettings
{
    private const string BuildHost = "AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ";
    private const string OldHost = "AAAAC3NzaC1lZDI1NTE5AAAAIC4qQLgvjFEoBH5D08rRJFXCrAkyu1X1NveMhz825/x2";

    private const string GitHost = "AAAAB3NzaC1yc2EAAAADAQABAAABAQCprvpJlc+fw9BejtJQDr/SxdZ65yvfoi/5GscBOP2DvXYMbHWzfufdn3QI+TE2HW+bSREM"
        + "OdYMdjerT2n5TTI6uexU2VkbqAqgdSkNqfqUx9qhLG8A6Ns1Sz0Z0AsnG5798Sxoey2E5EbAZqT1vWHprO4kTrMr/+s7QbcJpLKY+kDayb/UNyhjpHVgz24tW61cBCGJ"
        + "luveUgR42Yu3udAuJ4/QAgj0AWRY+0P393uvNQ4TEy9FzwWbvtR4vuLlvxkgkCuOu4BOdiZyzgXwLSsNgJk0LiNYCCZclSsRl9zpkJLyUiTY8OfANhW11xpoNkHsdmRP"
        + "kQCgZ3W+qL2SPztt";

    private const string PublicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuoljeFFa5tGoQhwKRVOFc6xKtSVvt3keSmF/uhEfJp gadgets";

    public static void Fill(EmulatorWorld world, DateTimeOffset now)
    {
        RepositorySettings widgets = world.GetRepository("acme", "widgets").Settings;
        AddSchedules(world, widgets, now);
        AddHost(world, widgets, "build.example.com", "ssh-ed25519", BuildHost);
        AddHost(world, widgets, "[git.example.com]:7999", "ssh-rsa", GitHost);
        AddCache(world, widgets, now, new EmulatedCache("node") { Size = 262_144, AgeSeconds = 3600 });
        AddCache(world, widgets, now, new EmulatedCache("node") { Size = 250_000, KeyHash = new string('b', 64), AgeSeconds = 8 * 86_400 });
        AddCache(world, widgets, now, new EmulatedCache("my cache/1") { Path = "~/.cache/tool", Size = 5_000, AgeSeconds = 40 * 86_400 });
        AddRunner(world, widgets.Runners, now, "linux-1", "ONLINE", "self.hosted", "linux");
        AddRunner(world, widgets.Runners, now, "mac-1", "OFFLINE", "self.hosted", "macos");

        RepositorySettings gadgets = world.GetRepository("acme", "gadgets").Settings;
        gadgets.KeyPair = new EmulatedKeyPair("leak-canary-private-key", PublicKey);
        AddHost(world, gadgets, "build.example.com", "ssh-ed25519", BuildHost);
        AddHost(world, gadgets, "gitlab.com", "ssh-ed25519", OldHost);

        AddRunner(world, world.GetOrAddWorkspace("acme").Runners, now, "shared-1", "ONLINE", "self.hosted", "linux", "shared");
        AddRunner(world, world.GetOrAddWorkspace("acme").Runners, now, "shared-2", "UNREGISTERED", "self.hosted", "windows");
    }

    private static void AddSchedules(EmulatorWorld world, RepositorySettings settings, DateTimeOffset now)
    {
        var nightly = new EmulatedSchedule(
            world.Uuids.Next(), "trunk", new Selector("custom", "nightly"), "0 0 2 * * ? *", now.AddDays(-20));
        nightly.Executions.Add(new EmulatedExecution(null, new RunError(
            "plan-service.parse.selector-not-found", "Requested selector is not found in bitbucket-pipelines.yml.")));
        settings.Schedules.Add(nightly);
        settings.Schedules.Add(new EmulatedSchedule(
            world.Uuids.Next(), "release/1.x", new Selector("branches", "release/*"), "0 30 6 ? * MON-FRI *", now.AddDays(-10))
        {
            Enabled = false,
        });
    }

    private static void AddHost(EmulatorWorld world, RepositorySettings settings, string name, string type, string key) =>
        settings.KnownHosts.Add(new EmulatedKnownHost(world.Uuids.Next(), name, type, key));

    private static void AddCache(EmulatorWorld world, RepositorySettings settings, DateTimeOffset now, EmulatedCache cache) =>
        settings.Caches.Add(new PipelineCache(world.Uuids.Next(), cache, now.AddSeconds(-cache.AgeSeconds))
        {
            PipelineUuid = world.Uuids.Next(),
            StepUuid = world.Uuids.Next(),
        });

    private static void AddRunner(
        EmulatorWorld world, List<EmulatedRunner> runners, DateTimeOffset now, string name, string status,
        params IReadOnlyList<string> labels)
    {
        EmulatedRunner runner = world.CreateRunner(now.AddDays(-2));
        (runner.Name, runner.Labels, runner.Status) = (name, labels, status);
        runner.Version = status == "UNREGISTERED" ? null : "3.10.0";
        runners.Add(runner);
    }
}
