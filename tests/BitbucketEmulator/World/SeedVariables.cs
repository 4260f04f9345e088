namespace BitbucketEmulator;

/// <summary>
/// The seeded environments and variables: more than one page, two keys that differ only in case, some secured, some shadowed.
/// </summary>
internal static class SeedVariables
{
    private const string Secret = "leak-canary-variable-";

    public static void Fill(EmulatorWorld world)
    {
        Workspace acme = world.GetOrAddWorkspace("acme");
        Add(world, acme.Variables, ("ORGANISATION", "acme"), ("LOG_LEVEL", "warn"), ("REGION", "eu-central-1"), ("NPM_TOKEN", null));

        EmulatedRepository widgets = world.GetRepository("acme", "widgets");
        AddEnvironment(world, widgets, "Test");
        EmulatedVariableStore staging = AddEnvironment(world, widgets, "Staging").Variables;
        EmulatedVariableStore production = AddEnvironment(world, widgets, "Production").Variables;
        Add(
            world, widgets.Variables,
            ("APP_NAME", "widgets"), ("LOG_LEVEL", "info"), ("API_URL", "https://api.example.com"),
            ("api_url", "https://old.example.com"), ("DB_HOST", "db.example.com"), ("DB_PORT", "5432"), ("DB_NAME", "widgets"),
            ("DB_PASSWORD", null), ("CACHE_HOST", "cache.example.com"), ("CACHE_TTL", "300"), ("DEPLOY_KEY", null),
            ("NODE_ENV", "production"), ("NODE_OPTIONS", "--max-old-space-size=2048"), ("RETRIES", "3"), ("TIMEOUT", "30"),
            ("FEATURE_SEARCH", "true"), ("FEATURE_EXPORT", "false"), ("SENTRY_DSN", "https://key@sentry.example.com/42"),
            ("SMTP_HOST", "smtp.example.com"), ("SMTP_PASSWORD", null), ("GREETING", "Grüße, \"welt\" & co = $HOME #1"),
            ("_PRIVATE", "yes"), ("ZZ_LAST", "the twenty-third"));
        Add(world, staging, ("LOG_LEVEL", "debug"), ("API_URL", "https://staging.example.com"));
        Add(
            world, production,
            ("LOG_LEVEL", "error"), ("API_URL", "https://www.example.com"), ("REPLICAS", "4"), ("DB_PASSWORD", null));

        EmulatedRepository gadgets = world.GetRepository("acme", "gadgets");
        AddEnvironment(world, gadgets, "Staging");
        Add(world, AddEnvironment(world, gadgets, "Production").Variables, ("LOG_LEVEL", "error"));
        Add(world, gadgets.Variables, ("APP_NAME", "gadgets"), ("LOG_LEVEL", "info"), ("DB_PASSWORD", null));
        Add(world, world.Variables.OfUser(world.GetOrAddUser("dev")), ("EDITOR", "vi"), ("HOME_TOKEN", null));
    }

    /// <summary>Named like its type.</summary>
    private static EmulatedEnvironment AddEnvironment(EmulatorWorld world, EmulatedRepository repository, string type)
    {
        var environment = new EmulatedEnvironment(repository, world.Uuids.Next(), type, type);
        repository.Environments.Add(environment);
        return environment;
    }

    /// <summary>Without a value: secured, with a word that no client may ever print.</summary>
    private static void Add(EmulatorWorld world, EmulatedVariableStore store, params IEnumerable<(string Key, string? Value)> variables)
    {
        var behavior = new EmulatorBehavior();
        foreach ((string key, string? value) in variables)
        {
            var variable = new EmulatedVariable(key, value ?? Secret + key, value is null) { Uuid = world.Uuids.Next() };
            store.Add(variable, behavior, DateTimeOffset.MinValue);
        }
    }
}
