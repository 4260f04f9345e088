namespace BitbucketEmulator;

/// <summary>A self-hosted runner of a repository or a workspace.</summary>
internal sealed record EmulatedRunner(string Uuid, string ClientId, string ClientSecret, DateTimeOffset CreatedOn)
{
    /// <summary>A word that no client may ever print by itself; tests look for it.</summary>
    public const string SecretPrefix = "leak-canary-runner-secret-";

    public string Name { get; set; } = "";

    public IReadOnlyList<string> Labels { get; set; } = [];

    /// <summary>UNREGISTERED, ONLINE, OFFLINE, DISABLED, ENABLED or UNHEALTHY.</summary>
    public string Status { get; set; } = "UNREGISTERED";

    /// <summary>What is installed; null: it never called.</summary>
    public string? Version { get; set; }

    public DateTimeOffset UpdatedOn { get; set; } = CreatedOn;
}
