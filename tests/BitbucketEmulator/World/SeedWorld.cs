namespace BitbucketEmulator;

/// <summary>The world that every emulator starts with. The README lists what is in it.</summary>
internal static class SeedWorld
{
    private static readonly string[] s_granular =
    [
        "read:account", "read:user", "read:workspace", "read:project", "read:repository", "write:repository", "admin:repository",
        "read:pullrequest", "write:pullrequest", "read:pipeline", "write:pipeline", "admin:pipeline", "read:runner", "write:runner",
    ];

    private static readonly string[] s_readOnly =
        ["read:pipeline", "read:repository", "read:user", "read:workspace", "read:pullrequest"];

    private static readonly string[] s_accessToken = ["pipeline", "pipeline:write", "pipeline:variable", "repository", "pullrequest"];

    private static readonly string[] s_client = [.. s_accessToken, "account", "repository:admin", "runner:write"];

    public static void Fill(EmulatorWorld world, DateTimeOffset now)
    {
        world.Workspaces.Add(new Workspace("{5a1f2c9e-8f0b-4d3e-9b60-2f4f9b7c1d10}", "acme", "Acme"));
        AddWidgets(world, now);
        SeedScripts.AddToGadgets(world.AddRepository("acme", "gadgets", "main", now.AddDays(-3)).Scripts);
        Workspace acme = world.GetOrAddWorkspace("acme");
        acme.Repositories.Add(new EmulatedRepository(acme, world.Uuids.Next(), "secret-lab", "main")
        {
            Hidden = true,
            Project = EmulatorWorld.GetOrAddProject(acme, "ACME"),
            UpdatedOn = now.AddDays(-4),
        });
        world.AddRepository("acme", "empty", "main", now.AddDays(-5)).Settings.Enabled = null;
        AddCredentials(world);
        SeedVariables.Fill(world);
        SeedSettings.Fill(world, now);
    }

    private static void AddWidgets(EmulatorWorld world, DateTimeOffset now)
    {
        EmulatedRepository widgets = world.AddRepository("acme", "widgets", "trunk", now.AddDays(-1));
        GitCommit first = world.AddCommit(widgets, "Release 1.0.0", now.AddDays(-30));
        GitCommit second = world.AddCommit(widgets, "Release 1.1.0", now.AddDays(-10));
        world.AddBranch(widgets, "feature/log-view", "Show the log", now.AddHours(-5));
        widgets.Branches.Add(new GitRef("release/1.x", second.Hash));
        widgets.Tags.Add(new GitRef("v1.0.0", first.Hash));
        widgets.Tags.Add(new GitRef("v1.1.0", second.Hash));
        widgets.PullRequests.Add(new PullRequestInfo(7, "Show the log while it grows", "feature/log-view", "trunk"));
        SeedScripts.AddToWidgets(widgets.Scripts);
    }

    private static void AddCredentials(EmulatorWorld world)
    {
        var dev = new EmulatorUser("{d1e2f3a4-0001-4a5b-8c6d-7e8f90a1b2c3}", "dev", "Dev Example", "712020:d1e2f3a4-0001");
        world.Users.Add(dev);
        CredentialStore store = world.Credentials;
        store.AddApiToken("dev@example.com", "api-token-123", new Credential(CredentialKind.ApiToken, dev, s_granular));
        store.AddApiToken(
            "readonly@example.com", "read-token", new Credential(CredentialKind.ApiToken, world.GetOrAddUser("readonly"), s_readOnly));
        store.AddApiToken(
            "noscope@example.com",
            "noscope-token",
            new Credential(CredentialKind.ApiToken, world.GetOrAddUser("noscope"), ["read:user", "read:workspace", "read:repository"]));

        store.AddApiToken(
            "legacy@example.com",
            "legacy-token",
            new Credential(CredentialKind.ApiToken, world.GetOrAddUser("legacy"), s_granular) { AccountVariables = true });

        // What the service names as the creator of such a run is not known; a user of another type is the hardest guess for a client.
        var machine = new EmulatorUser(
            "{d1e2f3a4-0002-4a5b-8c6d-7e8f90a1b2c3}", "widgets-token", "widgets token", "712020:d1e2f3a4-0002", "app_user");
        store.AddAccessToken(
            "access-token-123",
            new Credential(CredentialKind.AccessToken, machine, s_accessToken) { Repositories = ["acme/widgets"] });
        store.AddAccessToken(
            "readonly-token",
            new Credential(CredentialKind.AccessToken, machine, ["pipeline", "repository"]) { Repositories = ["acme/widgets"] });
        store.AddClient("client-id-123", "client-secret-123", new Credential(CredentialKind.OAuth, dev, s_client));
    }
}
