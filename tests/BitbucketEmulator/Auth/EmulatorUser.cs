namespace BitbucketEmulator;

/// <summary>A person, or what stands for one behind an access token.</summary>
internal sealed record EmulatorUser(string Uuid, string Nickname, string DisplayName, string AccountId, string Type = "user");
